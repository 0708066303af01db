// The Write page: a column for each chosen cell; Write and Stop; one character is chosen and looked at.
(() => {
  const WRITE = '/text/write';
  const STORED = '/text/stored';
  const SCORE = '/text/score';
  const NAMES = ['run', 'cells', 'seed', 'prompt', 'temperature', 'top_k', 'length', 'draw'];
  const $ = (id) => document.getElementById(id);
  const writer = () => window.dash_clientside.gatescope.writer;
  const still = matchMedia('(prefers-reduced-motion: reduce)');

  let page = {}; // host, shown, place: what the columns are made of
  let columns = new Map(); // cell -> Column
  let going = null; // the AbortController of what is being written or read
  let at = { column: null, k: 0, follows: true };
  let look = null;

  const chosen = () => [...columns.values()].filter((column) => column.root.isConnected);

  // What is seen in the columns anyway is only read aloud.
  function say(error, status = '', aloud = '') {
    if ($('write-error')) $('write-error').textContent = error;
    $('write-status')?.replaceChildren(status, writer().element('span', 'visually-hidden', aloud));
  }

  // Only here: React does not hear of clicks on a button that Dash was told is disabled.
  function busy(is) {
    page.host?.setAttribute('aria-busy', String(is));
    if ($('write')) $('write').disabled = is;
    if ($('write-stop')) $('write-stop').disabled = !is;
  }

  // ---- one character is looked at ----

  function goTo(column, k, follows = false) {
    at.column?.chars[at.k]?.span.classList.remove('here');
    at = { column, k: Math.min(Math.max(k, 0), column.chars.length - 1), follows };
    const span = column.chars[at.k]?.span;
    span?.classList.add('here');
    look?.show(column, at.k);
    return span;
  }

  // Within its own box only: the page stays where it is.
  function reveal(span) {
    const box = span?.closest('.write-text');
    if (!box) return;
    const top = span.offsetTop - box.offsetTop;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + span.offsetHeight > box.scrollTop + box.clientHeight) {
      box.scrollTop = top + span.offsetHeight - box.clientHeight;
    }
  }

  // The nearest character in the line above or below.
  function besides({ chars }, k, way) {
    const { offsetTop: row, offsetLeft: left } = chars[k].span;
    let best = k;
    let line = null;
    for (let j = k + way; chars[j]; j += way) {
      const { offsetTop, offsetLeft } = chars[j].span;
      if (offsetTop === row) continue;
      line ??= offsetTop;
      if (offsetTop !== line) break;
      if (best === k || Math.abs(offsetLeft - left) < Math.abs(chars[best].span.offsetLeft - left)) best = j;
    }
    return best;
  }

  function key(event, column) {
    if (event.altKey || event.ctrlKey || event.metaKey || !column.chars.length) return;
    const k = at.column === column ? at.k : 0;
    const to = {
      ArrowLeft: () => k - 1,
      ArrowRight: () => k + 1,
      ArrowUp: () => besides(column, k, -1),
      ArrowDown: () => besides(column, k, 1),
      Home: () => 0,
      End: () => column.chars.length - 1,
    }[event.key];
    if (!to) return;
    event.preventDefault();
    reveal(goTo(column, to()));
  }

  function listen(column) {
    const point = ({ target }) => {
      const k = target.dataset?.k;
      if (k !== undefined) goTo(column, Number(k));
    };
    column.box.addEventListener('pointermove', point);
    column.box.addEventListener('pointerdown', point);
    column.box.addEventListener('keydown', (event) => key(event, column));
    column.box.addEventListener('focus', () => {
      if (at.column !== column && column.chars.length) goTo(column, 0);
    });
  }

  // ---- what comes is put onto the page, a frame at a time ----

  function frame(control) {
    if (going !== control) return;
    if (!page.host.isConnected) return writer().stop(control); // another page is open
    for (const column of chosen()) {
      const more = column.flush();
      if (!more || !at.follows) continue;
      if (!at.column) goTo(column, 0, true);
      if (at.column === column && !control.stored && !still.matches) goTo(column, column.chars.length - 1, true);
    }
    requestAnimationFrame(() => frame(control));
  }

  function begin() {
    writer().stop(going);
    const control = new AbortController();
    going = control;
    requestAnimationFrame(() => frame(control));
    return control;
  }

  // ---- samples that were kept ----

  async function readStored(place) {
    const cells = chosen().filter((column) => column.isUnread);
    if (!cells.length) return;
    const control = begin();
    control.stored = true;
    cells.forEach((column) => column.beginStored(place)); // some may have been read in part
    const query = new URLSearchParams({ run: page.shown.run, sample: place });
    query.set('cells', cells.map((column) => column.cell).join(';'));
    const error = await writer().read(`${STORED}?${query}`, control, (said) => columns.get(said.cell)?.take(said));
    if (going !== control) return;
    cells.forEach((column) => {
      column.flush();
      column.ready(column.chars.length > 0);
      if (column.chars.length) column.says.textContent += `, ${column.bits.toFixed(2)} bits each`;
    });
    if (!at.column && cells[0].chars.length) goTo(cells[0], 0, true);
    if (error) say(error);
  }

  // The columns of the chosen cells; another run or another sample begins them anew.
  function writeShow(shown, cells, place, seed) {
    const host = $('write-columns');
    if (!host || !shown) return '';
    const anew = host !== page.host || shown.run !== page.shown.run || place !== page.place;
    if (host !== page.host) look = writer().panel($('write-look'), (k) => at.column && reveal(goTo(at.column, k)));
    page = { host, shown, place };
    if (anew) {
      writer().stop(going);
      going = null;
      busy(false);
      columns = new Map();
      at = { column: null, k: 0, follows: true };
      look.host.hidden = true;
      say($('write-error').textContent);
    }
    const wanted = Object.keys(shown.cells).filter((cell) => cells?.includes(cell));
    const fresh = wanted.filter((cell) => !columns.has(cell));
    for (const cell of fresh) {
      const column = new (writer().Column)(cell, shown.cells[cell], shown.first);
      column.beginStored(place ?? 0);
      listen(column);
      columns.set(cell, column);
    }
    host.replaceChildren(...wanted.map((cell) => columns.get(cell).root));
    wanted.forEach((cell) => columns.get(cell).measured(seed));
    if (fresh.length && !going?.writes) readStored(place ?? 0);
    return shown.run;
  }

  // ---- writing ----

  async function writeAll(values) {
    const settings = Object.fromEntries(NAMES.map((name, k) => [name, values[k] ?? '']));
    const writing = chosen();
    if (!writing.length) return say('Choose at least one cell that writes.');
    const query = new URLSearchParams({ ...settings, cells: writing.map((column) => column.cell).join(';') });
    const control = begin();
    control.writes = true;
    at = { column: null, k: 0, follows: true };
    look.host.hidden = true;
    say('', 'Writing …');
    busy(true);
    const failed = {};
    writing.forEach((column) => column.begin(settings.prompt, settings, 'writing …'));
    const error = await writer().read(`${WRITE}?${query}`, control, (said) => {
      if (said.error) failed[said.cell] = said.error;
      else columns.get(said.cell)?.take(said);
    });
    if (going !== control) return;
    going = null;
    busy(false);
    finish(writing, error, failed, control.signal.aborted && !error);
  }

  async function finish(writing, error, failed, stopped) {
    const summary = writing.map((column) => column.end(failed[column.cell])).join('. ');
    say(error, error ? '' : stopped ? 'Stopped.' : 'Done.', ` ${summary}.`);
    const done = writing.filter((column) => column.chars.length);
    if (done.length && (!at.column || at.follows)) goTo(done[0], done[0].chars.length - 1);
    const texts = Object.fromEntries(done.map((column) => [column.cell, column.prompt + column.text]));
    if (!done.length) return;
    const scores = await writer().score(SCORE, page.shown.run, texts);
    done.forEach((column) => {
      const same = column.prompt + column.text === texts[column.cell];
      if (same && scores[column.cell]) column.showScores(scores[column.cell]);
    });
    if (!going) readStored(page.place ?? 0); // of cells that were chosen in the meantime
  }

  // Dash waits for a promise, and meanwhile for nothing else: it gets none, so that Stop is heard.
  function write(clicks, ...values) {
    if (clicks && page.host) writeAll(values);
  }

  function writeStop(clicks) {
    if (clicks) writer().stop(going);
  }

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !event.target.closest?.('#write-form')) return;
    event.preventDefault();
    const { activeElement } = document;
    activeElement.blur(); // a typed value reaches Dash when the field is left
    setTimeout(() => {
      $('write').click();
      activeElement.focus();
    });
  });

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { writeShow, write, writeStop });
})();
