// The diagram of a cell, filled in: numbers, bars, and valves as far open as their gates say.
(() => {
  const PERFECT = 0.995; // from there on a gate is said to be open, and below 1 minus it shut

  // Few digits for a drawing; a number that is no 0 is never shown as −0.00.
  function short(number) {
    const digits = Math.abs(number) >= 100 ? 0 : Math.abs(number) >= 10 ? 1 : 2;
    const text = Math.abs(number).toFixed(digits);
    return number < 0 && Number(text) ? `−${text}` : text;
  }

  function insert(host, about) {
    const parsed = new DOMParser().parseFromString(about.diagram, 'image/svg+xml').documentElement;
    host.replaceChildren(document.importNode(parsed, true));
  }

  // view: what assets/story-cells.js knows, with numbersOf(term) and changed(term).
  function storyDiagram(host, view) {
    const { cell, about, unit, there } = view;
    if (host.firstChild?.id !== `diagram-${cell}`) insert(host, about);
    const drawing = host.firstChild;
    const valueOf = (name) => view.numbersOf(name)?.[unit - 1] ?? 0;
    drawing.classList.toggle('moved', view.moved);
    drawing.querySelectorAll('[data-of]').forEach((part) => {
      part.classList.toggle('to-come', !there.includes(part.dataset.of));
    });
    drawing.querySelectorAll('[data-term]').forEach((group) => {
      const name = group.dataset.term;
      const text = group.querySelector('.value');
      if (text) text.textContent = name === 'x' ? `= ${view.values.text[view.step - 1]}` : short(valueOf(name));
      group.classList.toggle('changed', view.changed(name));
      drawBar(group, valueOf(name));
      if (group.dataset.gate) group.style.setProperty('--open', valueOf(group.dataset.gate));
    });
    drawing.querySelector('desc').textContent = inWords(view, valueOf);
  }

  // A gate's bar begins at the left, a candidate's in the middle.
  function drawBar(group, value) {
    const bar = group.querySelector('.bar');
    if (!bar) return;
    const { x, width } = group.querySelector('.track').attributes;
    const [left, whole] = [Number(x.value), Number(width.value)];
    const signed = !group.classList.contains('sigmoid');
    const from = signed ? 0.5 + Math.min(value, 0) / 2 : 0;
    bar.setAttribute('x', left + whole * from);
    bar.setAttribute('width', Math.max(whole * (signed ? Math.abs(value) / 2 : value), 1));
  }

  function inWords({ about, unit, step, values, naming, shape }, valueOf) {
    const said = Object.keys(about.right)
      .filter((symbol) => symbol.length === 1 && symbol !== 'y')
      .map((symbol) => {
        const value = valueOf(symbol);
        const gate = about.right[symbol]?.[0] === 'σ(';
        const state = value >= PERFECT ? ', open' : value <= 1 - PERFECT ? ', shut' : '';
        return `${shape.terms[symbol].called[naming]} ${short(value)}${gate ? state : ''}`;
      });
    return `Neuron ${unit} at step ${step}, which reads ${values.text[step - 1]}: ${said.join('; ')}.`;
  }

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  ours.cells = { ...ours.cells, storyDiagram, short };
})();
