// The time cursor over the traces: slider, mouse and arrow keys choose one step; no server is asked.
(() => {
  const TRACES = 'traces-figure';
  const SLIDER = 'time-slider';
  const VERDICTS = { right: '✓ right', wrong: '✗ wrong', free: '○ open', '': '' };
  const SEEN = { '\n': '⏎', '\t': '→', ' ': '␣' };
  // Plain elements: through Dash components the same readout costs 50 ms at every step.
  function div(className, ...children) {
    const element = document.createElement('div');
    element.className = className;
    element.append(...children);
    return element;
  }
  const seen = (char) => SEEN[char] ?? char;
  const isCursor = (shape) => shape.name?.startsWith('cursor-');
  const place = () => ({ x0: step - 0.5, x1: step + 0.5 });
  let step = null;
  let last = 1;

  // A figure drawn anew gets the cursor where it is now.
  function atCursor(shapes) {
    return step === null ? shapes : shapes.map((shape) => (isCursor(shape) ? { ...shape, ...place() } : shape));
  }

  // Plotly.relayout would draw all heatmaps again, 100 ms and more; this moves the frames and nothing else.
  function move() {
    const gd = document.querySelector(`#${TRACES} .js-plotly-plot`);
    gd?._fullLayout?.shapes?.forEach((shape, index) => {
      if (!isCursor(shape)) return;
      const axis = gd._fullLayout[shape.xref.replace('x', 'xaxis')];
      const path = gd.querySelector(`.shapelayer path[data-index="${index}"]`);
      Object.assign(shape, place());
      Object.assign(gd.layout.shapes[index], place());
      if (!path) return;
      const [x0, x1] = [shape.x0, shape.x1].map((x) => axis._offset + axis.r2p(x));
      const [, y0, y1] = path.getAttribute('d').match(/^M[^,]+,([^H]+)H[^V]+V([^H]+)H/);
      path.setAttribute('d', `M${x0},${y0}H${x1}V${y1}H${x0}Z`);
    });
  }

  function bar([char, probability]) {
    const sure = probability > 0.9995 || probability < 0.0005;
    const fill = div('readout-fill');
    fill.style.width = `${100 * probability}%`;
    return div(
      'readout-bar',
      div('readout-char', seen(char)),
      div('readout-track', fill),
      div('readout-value', `${(100 * probability).toFixed(sure ? 0 : 1)}%`),
    );
  }

  function readCell({ names, color, next, verdicts }) {
    const top = (next[step - 1] ?? []).slice(0, 3);
    const verdict = verdicts[step - 1] ?? '';
    const head = div(
      'readout-head',
      div('readout-name', names),
      div('readout-says', top.length ? `says ${seen(top[0][0])}` : ''),
      div(`readout-verdict ${verdict}`, VERDICTS[verdict] ?? ''),
    );
    const cell = div('readout-cell', head, ...top.map(bar));
    cell.style.setProperty('--cell', color);
    return cell;
  }

  function cursor(value, data) {
    if (!data) {
      step = null;
      document.getElementById('cursor-readout')?.replaceChildren();
    }
    if (!data || !value) return '';
    last = data.chars.length;
    step = Math.min(Math.max(value, 1), last);
    move();
    const where = `step ${step} of ${last}, reads `;
    const char = seen(data.chars[step - 1]);
    document
      .getElementById('cursor-readout')
      ?.replaceChildren(
        div('readout-step', where, div('readout-char', char)),
        div('readout-cells', ...Object.values(data.cells).map(readCell)),
      );
    const thumb = document.querySelector(`#${SLIDER} [role=slider]`);
    thumb?.setAttribute('aria-label', 'Step');
    thumb?.setAttribute('aria-valuetext', where + char);
    return String(step);
  }

  function pick(hover, click, now) {
    const event = window.dash_clientside.callback_context.triggered[0]?.prop_id.endsWith('clickData') ? click : hover;
    const x = event?.points?.[0]?.x;
    return Number.isInteger(x) && x !== now ? x : window.dash_clientside.no_update;
  }

  document.addEventListener('keydown', (event) => {
    const card = event.target.closest?.(`#${TRACES}-card`);
    if (!card || step === null || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest('input, select, textarea, [role=slider]')) return;
    const way = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (!way) return;
    event.preventDefault();
    if (event.shiftKey) {
      card.querySelector('.figure-scroll')?.scrollBy({ left: Math.sign(way) * 240 });
      return;
    }
    const value = Math.min(Math.max(step + way, 1), last);
    if (value !== step) window.dash_clientside.set_props(SLIDER, { value });
  });

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { atCursor, cursor, pick });
})();
