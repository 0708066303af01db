// The Read page of texts: asks the server for a text and for what one neuron holds at each of its characters,
// paints both, and moves a cursor through them.
(() => {
  const EVERY = 'every'; // detector
  const UNREAD = [196, 202, 209]; // in the overview
  const BLOCK = 250; // characters whose likeliest next ones are asked for at once
  const SEEN = { '\n': '⏎', '\t': '→', ' ': '␣' };
  const seen = (character) => SEEN[character] ?? character;
  const at = (id) => document.getElementById(id);
  const setProps = (id, props) => window.dash_clientside.set_props(id, props);
  const rules = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, rules];

  let parts = null; // the page's text and overview
  let question = null; // what is shown: {subject, layer, symbol, unit, text, detector}
  let steps = []; // the colours of the scale, in the theme
  let passage = null; // {key, text, title, note}
  let held = null; // what the neuron holds: {values, read, kind, reach}
  let labels = null; // what is true of each character: {key, title, kind, values}
  let cursor = 0; // from 0
  let asked = null; // the question whose answer is here or on its way, as JSON
  let asking = null; // ends what is being asked
  const following = new Map(); // by block: the likeliest next characters of each of its characters

  function div(className, ...children) {
    const element = document.createElement('div');
    element.className = className;
    element.append(...children);
    return element;
  }

  async function ask(path, query, signal) {
    const answer = await fetch(`${path}?${new URLSearchParams(query)}`, { signal });
    const found = await answer.json().catch(() => ({ error: 'The server gave no answer that can be read.' }));
    if (found.error) throw new Error(found.error);
    return found;
  }

  function say(error) {
    at('reader-error').textContent = error?.message ?? '';
  }

  // ---- looks ----

  const on = (k) => labels?.kind === 'yes-no' && labels.values[k] === 1;

  function look(k) {
    const step = held ? window.dash_clientside.gatescope.reader.stepOf(held.values[k], held.kind, held.reach) : -1;
    return `${step < 0 ? 'unread' : `v${step}`}${on(k) ? ' on' : ''}`;
  }

  function back(k) {
    const step = held ? window.dash_clientside.gatescope.reader.stepOf(held.values[k], held.kind, held.reach) : -1;
    return steps[step]?.back ?? (parts.lines.characters()[k].trim() ? UNREAD : undefined);
  }

  // Not more often than needed: the browser goes through the whole page for new rules.
  let worn = null;
  function dress({ theme, themes }) {
    const { inSteps, rules: written } = window.dash_clientside.gatescope.reader;
    const scale = themes[theme].scales[held?.kind ?? 'signed'];
    if (worn === scale) return;
    worn = scale;
    steps = inSteps(scale);
    rules.replaceSync(written(steps));
  }

  let wardrobe = {};
  function redress() {
    dress(wardrobe);
    parts.lines.repaint();
    parts.map.draw(parts.lines.shape(), back);
    legend();
    readOut();
  }

  function legend() {
    const key = at('reader-key');
    if (!held) return key.replaceChildren();
    const { css, ends } = window.dash_clientside.gatescope.reader;
    const [low, middle, high] = ends(held.kind, held.reach);
    const bar = div('reader-bar', ...[low, middle, high].map((text) => div('', text)));
    bar.style.setProperty('--scale', steps.map(({ back: colour }) => css(colour)).join(','));
    const symbol = question.subject.names[question.symbol];
    const own = held.kind === 'free' ? '; the scale ends at its largest value in this text' : '';
    const under = labels?.kind === 'yes-no' ? [div('reader-under', `underlined: ${labels.title.toLowerCase()}`)] : [];
    key.replaceChildren(bar, div('', `${question.symbol} ${symbol.name}${own}`), ...under);
  }

  // ---- asking ----

  const network = ({ subject, text }) => ({ run: subject.run, cell: subject.cell, seed: subject.seed, text });

  function numbersOf(base64, unit) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let k = 0; k < bytes.length; k += 1) bytes[k] = text.charCodeAt(k);
    return Float32Array.from(new Int16Array(bytes.buffer), (whole) => whole * unit);
  }

  async function readPassage(now, signal) {
    const key = `${now.subject.run} ${now.text}`;
    if (passage?.key === key) return;
    at('reader-progress').textContent = 'Fetching the text…';
    const found = await ask(now.subject.addresses.passage, { run: now.subject.run, text: now.text }, signal);
    passage = { key, ...found };
    held = null;
    labels = null;
    parts.lines.setText(passage.text);
    at('reader-note').textContent = passage.note;
    cursor = Math.min(cursor, parts.lines.characters().length - 1);
  }

  async function readValues(now, signal) {
    const query = { ...network(now), layer: now.layer, vector: now.symbol, neuron: now.unit };
    let values = null;
    for (let from = 0, total = 1; from < total; ) {
      const found = await ask(now.subject.addresses.values, { ...query, from }, signal);
      total = found.total;
      values ??= new Float32Array(total).fill(NaN);
      values.set(numbersOf(found.values, found.unit), found.from);
      const reach = Math.max(found.reach, from ? held.reach : 0);
      from = found.to;
      held = { values, read: from, kind: found.scale, reach };
      question = now;
      redress();
      progress(from, total);
      if (from < total) await new Promise(requestAnimationFrame);
    }
  }

  function progress(read, total) {
    const place = at('reader-progress');
    const format = (count) => count.toLocaleString('en');
    if (read >= total) return place.replaceChildren(`${format(total)} characters`);
    const bar = Object.assign(document.createElement('progress'), { max: total, value: read });
    bar.setAttribute('aria-label', 'Characters read');
    place.replaceChildren(bar, ` ${format(read)} of ${format(total)} characters read`);
  }

  async function readLabels(now, signal) {
    const detector = now.detector || bestOf(now)?.detector;
    const key = `${passage.key} ${detector}`;
    if (labels?.key === key) return false;
    labels = null;
    if (!detector) return true;
    const query = { run: now.subject.run, text: now.text, detector };
    labels = { key, ...(await ask(now.subject.addresses.labels, query, signal)) };
    return true;
  }

  async function show(now) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      await readPassage(now, signal);
      say();
      finding(now);
      await Promise.all([readValues(now, signal), readLabels(now, signal).then((isNew) => isNew && held && redress())]);
    } catch (error) {
      if (error.name === 'AbortError') return;
      asked = null;
      say(error);
      at('reader-progress').replaceChildren();
    }
  }

  // ---- words ----

  const isHere = ({ layer, symbol, unit }) => (row) =>
    row.layer + 1 === Number(layer) && row.unit + 1 === Number(unit) && row.vector === symbol;

  // What the ranking says of the neuron: of the chosen detector, or the one that it follows best.
  function bestOf(now) {
    const rows = now.subject.findings.filter(isHere(now));
    const clear = (row) => row.score - row.control; // AUC and R squared have other beginnings, chance has both
    return rows.find((row) => row.detector === now.detector) ?? rows.sort((a, b) => clear(b) - clear(a))[0];
  }

  function finding(now) {
    const { subject, layer, symbol, unit } = now;
    const row = bestOf(now);
    const where = subject.layers > 1 ? ` of layer ${layer}` : '';
    const follows = row
      ? ` follows “${row.title.toLowerCase()}”: ${row.measure} ${row.score.toFixed(2)}, by chance ${row.control.toFixed(2)}`
      : '';
    at('reader-finding').textContent = `Neuron ${unit}${where}, its ${subject.names[symbol].name},${follows}`.replace(/,$/, '');
  }

  function truth(k) {
    const value = labels?.values[k];
    if (value === undefined || value === null) return '';
    const title = labels.title.toLowerCase();
    return labels.kind === 'yes-no' ? `${title}: ${value ? 'yes' : 'no'}` : `${title}: ${value}`;
  }

  function bar([character, probability], next) {
    const fill = div('readout-fill');
    fill.style.width = `${100 * probability}%`;
    const made = div(
      `readout-bar${character === next ? ' came' : ''}`,
      div('readout-char', seen(character)),
      div('readout-track', fill),
      div('readout-value', `${(100 * probability).toFixed(1)}%`),
    );
    if (character === next) made.title = 'the one that came';
    return made;
  }

  function readOut() {
    const characters = parts.lines.characters();
    if (!held || !characters.length) return at('reader-readout').replaceChildren();
    const value = held.values[cursor];
    const known = following.get(blockKey(cursor))?.[cursor % BLOCK];
    const said = !Number.isFinite(value) ? 'not read yet' : `${question.symbol} = ${Number(value.toPrecision(3))}`;
    const where = `character ${(cursor + 1).toLocaleString('en')} of ${characters.length.toLocaleString('en')}`;
    const line = [`${where}: `, div('readout-char', seen(characters[cursor])), div('readout-held', said)];
    at('reader-readout').replaceChildren(
      div('readout-step', ...line, div('readout-held', truth(cursor))),
      div('reader-next', ...(known ?? []).map((pair) => bar(pair, characters[cursor + 1]))),
    );
    if (!known) askFollowing();
  }

  const blockKey = (k) => JSON.stringify([network(question), Math.floor(k / BLOCK)]);
  let pause;
  function askFollowing() {
    clearTimeout(pause);
    pause = setTimeout(async () => {
      const key = blockKey(cursor);
      const query = { ...network(question), from: Math.floor(cursor / BLOCK) * BLOCK };
      if (following.size > 200) following.clear();
      following.set(key, []); // asked for once
      try {
        following.set(key, (await ask(question.subject.addresses.next, query)).next);
        if (key === blockKey(cursor)) readOut();
      } catch {
        following.delete(key);
      }
    }, 80);
  }

  // ---- cursor ----

  let written;
  function moveTo(k, reveal) {
    const last = parts.lines.characters().length - 1;
    if (last < 0) return;
    cursor = Math.min(Math.max(k, 0), last);
    parts.lines.mark(cursor, reveal);
    readOut();
    clearTimeout(written);
    written = setTimeout(() => setProps('reader-step', { data: cursor + 1 }), 200);
  }

  function keys(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const way = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    const unit = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!way && !unit) return;
    event.preventDefault();
    if (way) return moveTo(cursor + way, true);
    const next = Number(at('reader-unit').value) + unit;
    if (next >= 1 && next <= question.subject.hidden) setProps('reader-unit', { value: next });
  }

  function start(view) {
    const { linesIn, mapOf } = window.dash_clientside.gatescope.reader;
    passage = held = labels = null;
    parts = { view, lines: linesIn(view, look), map: mapOf(at('reader-map'), view) };
    let point = null;
    const follow = (event) => {
      if (!point) {
        requestAnimationFrame(() => {
          const k = parts.lines.under(...point);
          point = null;
          if (k >= 0) moveTo(k, false);
        });
      }
      point = [event.clientX, event.clientY];
    };
    view.addEventListener('pointermove', (event) => event.pointerType === 'mouse' && follow(event));
    view.addEventListener('click', follow);
    view.addEventListener('keydown', keys);
  }

  // Called by Dash: at first, and whenever a control changes.
  function readText(subject, layer, symbol, unit, text, detector, theme, step, themes) {
    const view = at('reader-view');
    if (!view || !subject || !theme) return window.dash_clientside.no_update;
    const isNew = parts?.view !== view;
    if (isNew) start(view);
    wardrobe = { theme, themes };
    const wanted = { subject, layer, symbol, unit, text, detector: detector === EVERY ? '' : detector };
    const number = Number(unit);
    if (!Number.isInteger(number) || number < 1 || number > subject.hidden) {
      say(new Error(`The neuron is a whole number from 1 to ${subject.hidden}.`));
      return '';
    }
    if (isNew) cursor = Math.max((step ?? 1) - 1, 0);
    window.dash_clientside.gatescope.reader.ranking(subject, wanted.detector);
    const same = !isNew && asked === JSON.stringify(wanted);
    if (same && held) redress();
    if (!same) {
      asked = JSON.stringify(wanted);
      question ??= wanted;
      show(wanted).then(() => moveTo(cursor, isNew));
    }
    return `${subject.run} ${layer} ${symbol} ${unit}`;
  }

  addEventListener('beforeprint', () => parts?.view.isConnected && parts.lines.paintAll());

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { readText });
  ours.reader = {
    ...ours.reader,
    shown: () => ({ question, passage, held, labels, steps, lines: parts?.lines, view: parts?.view }),
  };
})();
