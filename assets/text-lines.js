// The text of the reader. Every line is in the page, so that it can be searched, copied and read aloud;
// those in view, and some around, have a colour for each character.
(() => {
  const LINE = 22; // px, as in text-read.css
  const AROUND = 12; // lines above and below the view
  const WIDEST = 120; // characters
  const NARROWEST = 20;
  const TAB = 4;

  function element(tag, className, text = '') {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }

  // How many columns the characters take, a tab up to the next stop.
  const after = (column, character) => (character === '\t' ? column + TAB - (column % TAB) : column + 1);

  // The lines as [start, end): broken behind a newline, and where `columns` are full.
  function broken(characters, columns) {
    const lines = [];
    let start = 0;
    let column = 0;
    characters.forEach((character, k) => {
      if (character !== '\n' && after(column, character) > columns && k > start) {
        lines.push([start, k]);
        [start, column] = [k, 0];
      }
      column = after(column, character);
      if (character !== '\n') return;
      lines.push([start, k + 1]);
      [start, column] = [k + 1, 0];
    });
    if (start < characters.length) lines.push([start, characters.length]);
    return lines;
  }

  // view: the element that scrolls; look(k): the class of character k.
  function linesIn(view, look) {
    const sheet = view.appendChild(element('div', 'reader-lines'));
    const frame = view.appendChild(element('div', 'reader-cursor'));
    let characters = [];
    let lines = [];
    let columns = 0;
    let painted = []; // by line: the number of the colours that it has
    let colours = 0;
    let asked = false;

    function roomForColumns() {
      const probe = sheet.appendChild(element('span', 'reader-probe', '0'.repeat(50)));
      const width = probe.getBoundingClientRect().width / 50;
      probe.remove();
      const free = Math.floor((view.clientWidth - 20) / (width || 8));
      return Math.min(Math.max(free, NARROWEST), WIDEST);
    }

    function layOut() {
      columns = roomForColumns();
      lines = broken(characters, columns);
      const text = ([start, end]) => characters.slice(start, end).join('').replace(/\n$/, '');
      sheet.replaceChildren(...lines.map((line) => element('div', 'reader-line', text(line))));
      painted = new Array(lines.length).fill(-1);
      frame.hidden = true;
      repaint();
    }

    function setText(text) {
      characters = Array.from(text);
      view.scrollTop = 0;
      layOut();
    }

    // One span for each stretch of the same look.
    function runs([start, end]) {
      const made = [];
      for (let k = start, from = start; k < end; k = from) {
        const className = look(k);
        if (characters[k] === '\n') {
          made.push(element('span', `${className} newline`));
          from = k + 1;
          continue;
        }
        for (from = k + 1; from < end && characters[from] !== '\n' && look(from) === className; ) from += 1;
        made.push(element('span', className, characters.slice(k, from).join('')));
      }
      return made;
    }

    function paintLine(at) {
      if (painted[at] === colours) return;
      sheet.children[at].replaceChildren(...runs(lines[at]));
      painted[at] = colours;
    }

    const inView = () => [
      Math.max(Math.floor(view.scrollTop / LINE) - AROUND, 0),
      Math.min(Math.ceil((view.scrollTop + view.clientHeight) / LINE) + AROUND, lines.length),
    ];

    function paint() {
      asked = false;
      const [first, last] = inView();
      for (let at = first; at < last; at += 1) paintLine(at);
    }

    function soon() {
      if (asked) return;
      asked = true;
      requestAnimationFrame(paint);
    }

    // What characters look like has changed.
    function repaint() {
      colours += 1;
      paint();
    }

    function paintAll() {
      lines.forEach((_, at) => paintLine(at));
    }

    function lineOf(k) {
      let [low, high] = [0, lines.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (lines[middle][0] <= k) low = middle;
        else high = middle - 1;
      }
      return low;
    }

    // Where character k is drawn.
    function boxOf(k) {
      const at = lineOf(k);
      paintLine(at);
      let left = characters.slice(lines[at][0], k).join('').length;
      for (const span of sheet.children[at].children) {
        const inside = span.firstChild?.length ?? 0;
        if (characters[k] === '\n' ? span.classList.contains('newline') : left < inside) {
          if (!inside) return span.getBoundingClientRect();
          const range = document.createRange();
          range.setStart(span.firstChild, left);
          range.setEnd(span.firstChild, left + characters[k].length);
          return range.getBoundingClientRect();
        }
        left -= inside;
      }
      return sheet.children[at].getBoundingClientRect();
    }

    // Frame character k, and bring it into view if wanted.
    function mark(k, reveal) {
      frame.hidden = !(k < characters.length);
      if (frame.hidden) return;
      const top = lineOf(k) * LINE;
      const bottom = view.scrollTop + view.clientHeight - 2 * LINE;
      if (reveal && (top < view.scrollTop + LINE || top > bottom)) {
        view.scrollTop = top - view.clientHeight / 2;
        paint();
      }
      const box = boxOf(k);
      const origin = sheet.getBoundingClientRect();
      frame.style.transform = `translate(${box.left - origin.left}px, ${top}px)`;
      frame.style.width = `${Math.max(box.width, 4)}px`;
    }

    // The character under a point of the screen; -1 where there is none.
    function under(x, y) {
      const at = Math.floor((y - sheet.getBoundingClientRect().top) / LINE);
      if (!(at >= 0 && at < lines.length)) return -1;
      const [start, end] = lines[at];
      let [low, high] = [start, end - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (boxOf(middle).right > x) high = middle;
        else low = middle + 1;
      }
      return low;
    }

    view.addEventListener('scroll', soon, { passive: true });
    let width = 0;
    new ResizeObserver(() => {
      if (view.clientWidth === width || !characters.length) return;
      width = view.clientWidth;
      if (roomForColumns() !== columns) layOut();
      else soon();
    }).observe(view);

    const shape = () => ({ lines, columns, line: LINE });
    return { setText, repaint, paintAll, mark, under, shape, inView, characters: () => characters };
  }

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  ours.reader = { ...ours.reader, linesIn, broken };
})();
