// The time cursor over a figure: slider, mouse and arrow keys choose one step; no server is asked.
// Its element says which figure it belongs to, and which select holds the neurons (data-figure, data-units).
(() => {
  const SLIDER = 'time-slider';
  const VERDICTS = { right: '✓ right', wrong: '✗ wrong', free: '○ open', '': '' };
  const LONG = 400; // characters: from there on a figure may have no room for letters
  const AROUND = 32; // characters to read on either side
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
  const named = (what) => document.querySelector('.time-cursor')?.dataset[what];
  const graph = (id) => document.querySelector(`#${CSS.escape(id)} .js-plotly-plot`);
  let step = null;
  let last = 1;

  // Around the step, or around its letter where a text is broken into lines of [slot, start, length].
  function place(meta) {
    const around = (axis, at) => ({ [`${axis}0`]: at - 0.5, [`${axis}1`]: at + 0.5 });
    if (!meta?.lines) return around('x', step);
    const [slot, start] = meta.lines.findLast(([, start]) => start < step);
    return { ...around('x', step - start), ...around('y', slot) };
  }

  // The step that a point of the figure stands for.
  function stepAt({ x, y }, meta) {
    const line = meta?.lines?.find(([slot]) => slot === y);
    return meta?.lines ? line && line[1] + x : x;
  }

  // A figure drawn anew gets the cursor where it is now.
  function atCursor(shapes, meta) {
    return step === null ? shapes : shapes.map((shape) => (isCursor(shape) ? { ...shape, ...place(meta) } : shape));
  }

  // Plotly.relayout would draw all heatmaps again, 100 ms and more; this moves the frames and nothing else.
  function move() {
    const gd = graph(named('figure') ?? '');
    gd?._fullLayout?.shapes?.forEach((shape, index) => {
      if (!isCursor(shape)) return;
      const to = place(gd.layout.meta);
      const path = gd.querySelector(`.shapelayer path[data-index="${index}"]`);
      Object.assign(shape, to);
      Object.assign(gd.layout.shapes[index], to);
      if (!path) return;
      const pixels = (ref, ends) => {
        const axis = gd._fullLayout[ref.replace(/^[xy]/, '$&axis')];
        return ends.map((end) => axis._offset + axis.r2p(end));
      };
      const [x0, x1] = pixels(shape.xref, [shape.x0, shape.x1]);
      const [, ...rows] = path.getAttribute('d').match(/^M[^,]+,([^H]+)H[^V]+V([^H]+)H/);
      const [y0, y1] = shape.yref === 'paper' ? rows : pixels(shape.yref, [shape.y0, shape.y1]);
      path.setAttribute('d', `M${x0},${y0}H${x1}V${y1}H${x0}Z`);
      reveal(gd, x0, x1);
    });
  }

  // A figure that scrolls sideways follows the cursor.
  function reveal(gd, x0, x1) {
    const scroller = gd.closest('.figure-scroll');
    if (!scroller || (x1 >= scroller.scrollLeft && x0 <= scroller.scrollLeft + scroller.clientWidth)) return;
    scroller.scrollLeft = x0 - scroller.clientWidth / 2;
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

  // What the chosen neuron holds.
  function heldAt(held) {
    if (!held) return [];
    const value = held.values[step - 1];
    return [div('readout-held', `${held.label} ${value === null ? 'unknown' : `= ${value}`}`)];
  }

  // The place in a long text: what stands before and after.
  function passage(chars) {
    if (chars.length <= LONG) return [];
    const text = (from, to) => chars.slice(Math.max(from, 0), to).map(seen).join('');
    const here = document.createElement('mark');
    here.append(seen(chars[step - 1]));
    return [div('readout-passage', text(step - 1 - AROUND, step - 1), here, text(step, step + AROUND))];
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
        div('readout-step', where, div('readout-char', char), ...heldAt(data.held)),
        ...passage(data.chars),
        div('readout-cells', ...Object.values(data.cells).map(readCell)),
      );
    const thumb = document.querySelector(`#${SLIDER} [role=slider]`);
    thumb?.setAttribute('aria-label', 'Step');
    thumb?.setAttribute('aria-valuetext', where + char);
    return String(step);
  }

  function pick(hover, click, now) {
    const { triggered, inputs_list: inputs } = window.dash_clientside.callback_context;
    const event = triggered[0]?.prop_id.endsWith('clickData') ? click : hover;
    const point = event?.points?.[0];
    const picked = point && stepAt(point, graph(inputs[0].id)?.layout.meta);
    return Number.isInteger(picked) && picked !== now ? picked : window.dash_clientside.no_update;
  }

  // The neuron before or after the chosen one, where the figure has neurons to choose from.
  function stepUnit(way) {
    const id = named('units');
    const select = id && document.getElementById(id);
    const next = select?.options[select.selectedIndex + way];
    if (next) window.dash_clientside.set_props(id, { value: next.value });
    return Boolean(select);
  }

  document.addEventListener('keydown', (event) => {
    const card = event.target.closest?.(`#${CSS.escape(named('figure') ?? '')}-card`);
    if (!card || step === null || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest('input, select, textarea, [role=slider]')) return;
    const unit = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (unit && stepUnit(unit)) event.preventDefault();
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
