// The cells, one equation at a time: time, equation and term are chosen here, and no server is asked.
(() => {
  const ROOT = 'story-cells';
  const SEEN = { ' ': '␣', '\n': '⏎' };
  const setProps = (id, props) => window.dash_clientside.set_props(id, props);
  const find = (selector) => document.querySelector(`#${ROOT} ${selector}`);
  const all = (selector) => [...document.querySelectorAll(`#${ROOT} ${selector}`)];
  const within = (value, low, high) => Math.min(Math.max(value || low, low), high);

  let now = null; // {values, shape, step, stage, unit, naming}
  let earlier = null; // the numbers before the last change: {values, step}
  let term = null; // whose numbers are shown

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  // Of a term, at a step: a row of numbers, or the rows of a matrix of weights; null before anything was read.
  function held({ values, step }, name) {
    const { values: read, weights } = values.cells[cell()];
    return name in read ? read[name][step - 1] : (weights[name] ?? null);
  }

  const cell = () => now.shape.stages[now.stage - 1].cell;
  const there = () => now.shape.stages[now.stage - 1].there;
  const numbersOf = (name) => held(now, name);
  const numbersBefore = (name) => (earlier ? held(earlier, name) : null);
  const shown = (numbers) => numbers && numbers.flat().map((number) => number.toFixed(4));
  const changed = (name) => Boolean(earlier) && String(shown(numbersOf(name))) !== String(shown(numbersBefore(name)));

  function storyCells(values, step, stage, unit, naming, _, shape) {
    if (!values || !shape || !document.getElementById(ROOT)) return naming;
    const stages = shape.stages.length;
    const next = {
      values,
      shape,
      step: within(step, 1, values.text.length),
      stage: within(stage, 1, stages),
      unit: within(Number(unit), 1, shape.units),
      naming,
    };
    if (now && find('.tape') && (now.values !== values || now.step !== next.step)) earlier = now;
    else if (!find('.tape')) [earlier, term] = [null, null];
    if (now?.stage !== next.stage) term = null;
    now = next;
    if (next.step !== step) setProps('cells-step', { data: next.step });
    if (next.stage !== stage) setProps('cells-stage', { data: next.stage });
    drawTape();
    drawEquations();
    if (!term || !numbersOf(term)) term = now.shape.stages[now.stage - 1].symbol;
    drawDiagram();
    point(term);
    return naming;
  }

  // The text, one button for each character, and the way through it.
  function drawTape() {
    const tape = document.getElementById('cells-tape');
    const { text } = now.values;
    if (!find('.tape')) {
      const slider = element('div', 'tape mono');
      const attributes = { role: 'slider', tabindex: 0, 'aria-label': 'Step', 'aria-valuemin': 1 };
      Object.entries(attributes).forEach(([name, value]) => slider.setAttribute(name, value));
      const way = (by, sign, label) => {
        const button = element('button', 'btn btn-sm btn-outline-secondary', sign);
        Object.assign(button, { type: 'button', ariaLabel: label });
        button.dataset.by = by;
        return button;
      };
      const swaps = element('div', 'swaps');
      swaps.setAttribute('role', 'group');
      swaps.setAttribute('aria-label', 'Read another character here');
      const said = element('div', 'where');
      said.setAttribute('role', 'status');
      const line = element('div', 'tape-line', way(-1, '‹', 'Step back'), slider, way(1, '›', 'Step forward'));
      tape.replaceChildren(line, said, swaps);
    }
    const slider = find('.tape');
    if (slider.dataset.text !== text) {
      slider.dataset.text = text;
      slider.replaceChildren(...[...text].map((char) => element('span', 'tape-char', SEEN[char] ?? char)));
    }
    [...slider.children].forEach((char, k) => char.classList.toggle('here', k === now.step - 1));
    reveal(slider, slider.children[now.step - 1]);
    const char = text[now.step - 1];
    slider.setAttribute('aria-valuemax', text.length);
    slider.setAttribute('aria-valuenow', now.step);
    slider.setAttribute('aria-valuetext', `step ${now.step} of ${text.length}, reads ${char}`);
    find('[data-by="-1"]').disabled = now.step === 1;
    find('[data-by="1"]').disabled = now.step === text.length;
    find('.where').replaceChildren(`Step ${now.step} of ${text.length} reads `, element('b', 'mono', SEEN[char] ?? char), prediction());
    drawSwaps(char);
  }

  function reveal(slider, char) {
    const [left, right] = [char.offsetLeft - slider.offsetLeft, char.offsetLeft - slider.offsetLeft + char.offsetWidth];
    if (left < slider.scrollLeft || right > slider.scrollLeft + slider.clientWidth) {
      slider.scrollLeft = left - slider.clientWidth / 2;
    }
  }

  // What the cell expects next, in words.
  function prediction() {
    const chances = now.values.cells[cell()].values.y[now.step - 1];
    const best = chances.indexOf(Math.max(...chances));
    return `; ${now.shape.cells[cell()].name} expects ${now.shape.alphabet[best]} (${Math.round(100 * chances[best])} %)`;
  }

  function drawSwaps(char) {
    const others = [...now.shape.alphabet].filter((other) => other !== char);
    find('.swaps').replaceChildren(
      element('span', 'muted', 'read instead'),
      ...others.map((other) => {
        const button = element('button', 'btn btn-sm btn-outline-secondary mono', other);
        Object.assign(button, { type: 'button', ariaLabel: `Read ${other} here` });
        button.dataset.swap = other;
        return button;
      }),
    );
  }

  // The equations that are there by now, the one that is looked at, and what has changed in them.
  function drawEquations() {
    const { symbol } = now.shape.stages[now.stage - 1];
    document.getElementById(ROOT).dataset.names = now.naming;
    all('[data-stage]').forEach((button) => {
      const place = Number(button.dataset.stage);
      button.classList.toggle('past', place < now.stage);
      if (place === now.stage) button.setAttribute('aria-current', 'step');
      else button.removeAttribute('aria-current');
    });
    find('[data-turn="-1"]').disabled = now.stage === 1;
    find('[data-turn="1"]').disabled = now.stage === now.shape.stages.length;
    all('section[data-cell]').forEach((section) => {
      section.hidden = section.dataset.cell !== cell();
      if (section.hidden) return;
      section.querySelectorAll('.equation').forEach((row) => {
        row.hidden = !there().includes(row.dataset.symbol);
        row.classList.toggle('current', row.dataset.symbol === symbol);
      });
      section.querySelectorAll('.term').forEach((button) => {
        button.classList.toggle('changed', changed(button.dataset.term));
        button.ariaLabel = spoken(button.dataset.term);
      });
    });
  }

  // "c t−1, cell state of the step before"
  function spoken(name) {
    const { label, called } = now.shape.terms[name];
    return [label[now.naming].join(' ').trim(), called[now.naming]].filter(Boolean).join(', ');
  }

  function drawDiagram() {
    const { storyDiagram } = window.dash_clientside.gatescope.cells;
    storyDiagram(document.getElementById('cells-diagram'), {
      ...now,
      cell: cell(),
      about: now.shape.cells[cell()],
      there: there(),
      moved: Boolean(earlier),
      numbersOf,
      changed,
    });
  }

  // One term: its numbers, and where it stands in equations and diagram.
  function point(name) {
    term = name;
    const { storyNumbers } = window.dash_clientside.gatescope.cells;
    storyNumbers(document.getElementById('cells-numbers'), {
      ...now,
      cell: cell(),
      term,
      numbersOf,
      numbersBefore,
      changed,
    });
    all('[data-term]').forEach((part) => part.classList.toggle('lit', part.dataset.term === term));
    all('[data-from]').forEach((wire) => wire.classList.toggle('lit', wire.dataset.from === term));
    const terms = visibleTerms();
    const at = terms.includes(document.activeElement) ? document.activeElement : terms.find((each) => each.dataset.term === term);
    terms.forEach((each) => (each.tabIndex = each === (at ?? terms[0]) ? 0 : -1));
  }

  const visibleTerms = () => all('.term').filter((each) => each.offsetParent);

  function stepTo(step) {
    const to = within(step, 1, now.values.text.length);
    if (to !== now.step) setProps('cells-step', { data: to });
  }

  function swap(char) {
    const chars = [...now.values.text];
    chars[now.step - 1] = char;
    setProps('cells-text', { value: chars.join('') });
  }

  const inside = (event, selector) => now && event.target.closest?.(`#${ROOT} ${selector}`);

  document.addEventListener('click', (event) => {
    const by = inside(event, '[data-by]');
    const stage = inside(event, '[data-stage]');
    const char = inside(event, '.tape-char');
    const other = inside(event, '[data-swap]');
    const turn = inside(event, '[data-turn]');
    if (turn) setProps('cells-stage', { data: now.stage + Number(turn.dataset.turn) });
    if (by) stepTo(now.step + Number(by.dataset.by));
    if (stage) setProps('cells-stage', { data: Number(stage.dataset.stage) });
    if (char) stepTo([...char.parentNode.children].indexOf(char) + 1);
    if (other) swap(other.dataset.swap);
  });

  for (const kind of ['pointerover', 'focusin']) {
    document.addEventListener(kind, (event) => {
      const part = inside(event, '[data-term]');
      if (part && part.dataset.term !== term) point(part.dataset.term);
    });
  }

  // Left and right go through time, up and down through the terms.
  document.addEventListener('keydown', (event) => {
    if (!inside(event, '*') || event.altKey || event.ctrlKey || event.metaKey || event.target.closest('input, select')) return;
    const to = { ArrowLeft: now.step - 1, ArrowRight: now.step + 1, Home: 1, End: Infinity }[event.key];
    const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const terms = visibleTerms();
    const at = terms.indexOf(event.target);
    if (to !== undefined) stepTo(to);
    else if (way && at >= 0) terms[within(at + way, 0, terms.length - 1)].focus();
    else return;
    event.preventDefault();
  });

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { storyCells });
  ours.cells = { ...ours.cells, element };
})();
