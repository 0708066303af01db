// What a network expected in the place of one character: bars for it, and a strip with the characters around it.
(() => {
  const FEWEST = 40; // characters in the strip
  const WIDTH = 13.6; // px of one of them, as in text-write.css
  const BEFORE = 0.6; // of the strip stands before the chosen one
  const CONTEXT = 16; // characters that are repeated in the heading
  const SPOKEN = { '\n': 'line break', '\t': 'tab', ' ': 'space' };
  const spoken = (char) => SPOKEN[char] ?? char;
  const percent = (p) => (p < 0.0005 ? '<0.1%' : `${(100 * p).toFixed(p > 0.9995 ? 0 : 1)}%`);
  const writer = () => window.dash_clientside.gatescope.writer;

  // The likeliest characters, and the written one where it is none of them: [char, p, whether it was written].
  function ranked({ c, p, top }) {
    const found = top.map(([char, chance]) => [char, chance, char === c]);
    return found.some(([, , written]) => written) ? found : [...found, [c, p, true]];
  }

  function bar([char, chance, written]) {
    const { element, seen } = writer();
    const fill = element('div', 'readout-fill');
    fill.style.width = `${100 * chance}%`;
    return element(
      'div',
      `readout-bar${written ? ' written' : ''}`,
      element('div', 'readout-char', seen(char)),
      element('div', 'readout-track', fill),
      element('div', 'readout-value', percent(chance)),
    );
  }

  // A cell of the strip: the more likely the character, the stronger its background.
  function square(char, chance, written) {
    const { element, seen } = writer();
    const made = element('span', written ? 'written' : '', seen(char));
    made.style.setProperty('--p', chance);
    return made;
  }

  function strip({ chars }, k, room) {
    const { element, seen } = writer();
    const around = Math.max(FEWEST, Math.floor(room / WIDTH));
    const from = Math.max(Math.min(k - Math.round(BEFORE * around), chars.length - around), 0);
    return chars.slice(from, from + around).map(({ c, top, span }, at) => {
      const head = element('b', span.className, seen(c));
      const column = element('div', '', head, ...top.map(([char, chance]) => square(char, chance, char === c)));
      column.dataset.k = from + at;
      if (from + at === k) column.classList.add('here');
      return column;
    });
  }

  // The panel is made once for each page; goTo(k) is called when a character is chosen in it.
  function panel(host, goTo) {
    const { element } = writer();
    const slider = element('input', 'form-range');
    Object.assign(slider, { type: 'range', min: 1, max: 1, value: 1, id: 'write-place' });
    slider.setAttribute('aria-label', 'Character');
    const said = element('div', 'write-after');
    const bars = element('div', 'write-bars');
    const around = element('div', 'write-strip mono');
    around.setAttribute('aria-hidden', 'true'); // the slider says the same
    slider.addEventListener('input', () => goTo(Number(slider.value) - 1));
    around.addEventListener('click', ({ target }) => {
      const column = target.closest('[data-k]');
      if (column) goTo(Number(column.dataset.k));
    });
    const scroll = element('div', 'write-strip-scroll', around);
    scroll.title = 'Under each character the five likeliest in its place';
    host.replaceChildren(element('div', 'write-look-head', said, slider), bars, scroll);

    function show(column, k) {
      const char = column.chars[k];
      host.hidden = !char;
      if (!char) return;
      const before = (column.prompt + column.text.slice(0, k)).slice(-CONTEXT);
      const bits = writer().bitsOf(char).toFixed(1);
      said.replaceChildren(
        element('b', '', column.about.name),
        ' after ',
        element('span', 'mono context', Array.from(before, writer().seen).join('') || 'nothing'),
        ' wrote ',
        element('span', 'mono wrote', writer().seen(char.c)),
        `: ${percent(char.p)}, ${bits} bits`,
      );
      bars.replaceChildren(...ranked(char).map(bar));
      around.replaceChildren(...strip(column, k, scroll.clientWidth - 4));
      host.style.setProperty('--cell', column.about.color);
      Object.assign(slider, { max: column.chars.length, value: k + 1 });
      const chances = ranked(char).map(([c, p]) => `${spoken(c)} ${percent(p)}`);
      const place = `${column.about.name}, character ${k + 1} of ${column.chars.length}`;
      slider.setAttribute('aria-valuetext', `${place}: wrote ${spoken(char.c)}; likeliest ${chances.join(', ')}`);
      const here = around.querySelector('.here');
      if (here) scroll.scrollLeft = here.offsetLeft - scroll.clientWidth / 2;
    }
    host.hidden = true;
    return { show, host };
  }

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  ours.writer = { ...ours.writer, panel };
})();
