// Figures: apply the theme, fit phone and paper, save as PNG, SVG or CSV, show the numbers as a table.
(() => {
  const ROWS = 200; // of a data table; the CSV has them all
  const CELLS = 4000; // a wide table shows fewer rows, so that it opens at once
  const NARROW = 480; // px, from where a figure's own `narrow` layout holds
  const PAPER = 680; // px that a printed page has across
  const LEAST_IMAGE = 640; // px, so that the finding has room
  const noUpdate = () => window.dash_clientside.no_update;
  const graph = (id) => document.querySelector(`#${CSS.escape(id)} .js-plotly-plot`);
  const shown = {}; // by id of a figure: its source, theme, and whether it is narrow
  const numbers = {}; // by id of a figure: what its data table shows, or {from: 'figure'}
  let looks; // by theme: template and colour scales
  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});

  const isNarrow = (id) =>
    (document.getElementById(id)?.closest('.figure-card')?.clientWidth ?? Infinity) < NARROW;

  function themed(source, theme) {
    const { template, scales } = looks[theme];
    const layout = { ...source.layout, template };
    for (const [axis, kind] of Object.entries(layout.meta?.scales ?? {})) {
      layout[axis] = { ...layout[axis], colorscale: scales[kind] };
    }
    if (layout.shapes) layout.shapes = ours.atCursor(layout.shapes, layout.meta);
    return { data: ours.readable(source.data), layout };
  }

  // The page prints the title itself, where it can wrap and be read aloud; downloads have it inside.
  function untitled({ data, layout: { title, width, height = 400, ...layout } }) {
    const room = layout.meta?.titleRoom ?? 0;
    const margin = { ...layout.margin, t: (layout.margin?.t ?? 60) - room };
    const most = layout.meta?.fixed ? width : undefined;
    return { figure: { data, layout: { ...layout, margin } }, least: width, most, height: height - room };
  }

  function onPage({ source, theme, narrow }) {
    const drawing = untitled(themed(source, theme));
    const { layout } = drawing.figure;
    for (const [part, changes] of Object.entries((narrow && layout.meta?.narrow) || {})) {
      layout[part] = { ...layout[part], ...changes };
    }
    return drawing;
  }

  // Otherwise "reset axes" goes to the ranges of the first figure that was ever drawn here.
  function renewReset(id, layout) {
    for (const [name, axis] of Object.entries(graph(id)?._fullLayout ?? {})) {
      const range = /^[xy]axis\d*$/.test(name) && layout[name]?.range;
      if (range) [axis._rangeInitial0, axis._rangeInitial1] = range;
    }
  }

  // A figure that gets another size is drawn in it; then Dash hears of the size, and would draw it all once more.
  function resizeOnce() {
    const { Plots } = window.Plotly ?? {};
    if (!Plots || Plots.resizesOnce) return;
    const { resize } = Plots;
    const fits = (gd) =>
      gd._fullLayout?.width === gd.clientWidth && gd._fullLayout?.height === gd.clientHeight;
    Plots.resize = (gd) => (fits(gd) ? Promise.resolve(gd) : resize(gd));
    Plots.resizesOnce = true;
  }

  function draw(source, theme, themes) {
    if (!source || !theme) return [noUpdate(), noUpdate(), noUpdate()];
    resizeOnce();
    const id = window.dash_clientside.callback_context.outputs_list[0].id;
    looks = themes;
    shown[id] = { source, theme, narrow: isNarrow(id) };
    const { figure, least, most, height } = onPage(shown[id]);
    renewReset(id, figure.layout);
    const px = (size) => (size ? `${size}px` : undefined);
    const style = { height: px(height), minWidth: px(least), maxWidth: px(most) };
    if (numbers[id]?.from) fill(id);
    return [figure, style, source.layout.title?.text ?? ''];
  }

  let pause;
  window.addEventListener('resize', () => {
    clearTimeout(pause);
    pause = setTimeout(refit, 100);
  });

  function refit() {
    for (const [id, now] of Object.entries(shown)) {
      if (!graph(id) || isNarrow(id) === now.narrow) continue;
      now.narrow = !now.narrow;
      window.dash_clientside.set_props(id, { figure: onPage(now).figure });
    }
  }

  // ---- paper: always light, and as wide as the page ----

  const figures = () => Object.entries(shown).filter(([id]) => graph(id));
  let screenTheme;

  window.addEventListener('beforeprint', () => {
    screenTheme ??= document.documentElement.dataset.bsTheme;
    document.documentElement.dataset.bsTheme = 'light';
    for (const [id, { source }] of figures()) {
      const { figure, least, most, height } = untitled(themed(source, 'light'));
      const width = most ?? Math.max(least ?? 0, PAPER);
      document.getElementById(id).style.setProperty('--print-zoom', Math.min(PAPER / width, 1));
      window.Plotly.react(graph(id), figure.data, { ...figure.layout, width, height, autosize: false });
    }
  });

  window.addEventListener('afterprint', () => {
    if (!screenTheme) return;
    document.documentElement.dataset.bsTheme = screenTheme;
    screenTheme = undefined;
    for (const [id, now] of figures()) {
      const { figure } = onPage(now);
      window.Plotly.react(graph(id), figure.data, { ...figure.layout, autosize: true });
    }
  });

  // ---- downloads ----

  function wrap(text, width) {
    const line = Math.floor(width / 10);
    return text.replace(new RegExp(`(.{1,${line}})(\\s|$)`, 'g'), '$1<br>').replace(/<br>$/, '');
  }

  // Light in every theme, zoomed and with the lines hidden as on the page.
  function saveImage(id, format) {
    const gd = graph(id);
    if (!gd || !shown[id]) return;
    const { data, layout } = themed(shown[id].source, 'light');
    for (const [name, axis] of Object.entries(gd._fullLayout)) {
      if (/^[xy]axis\d*$/.test(name)) layout[name] = { ...layout[name], range: [...axis.range] };
    }
    const seen = data.map((trace, k) => ({ ...trace, visible: gd.data[k]?.visible ?? true }));
    const width = Math.max(layout.width ?? 900, gd.offsetWidth, LEAST_IMAGE);
    if (layout.meta?.fixed) layout.margin = { ...layout.margin, r: layout.margin.r + width - layout.width };
    const text = wrap(layout.title.text ?? '', width - 40);
    const more = 20 * (text.split('<br>').length - 1);
    const pad = { ...layout.title.pad, t: more ? 22 : 14 }; // plotly lets several lines rise
    const size = { width, height: layout.height + more };
    Object.assign(layout, size, {
      title: { ...layout.title, text, pad },
      margin: { ...layout.margin, t: layout.margin.t + more },
      autosize: false,
    });
    window.Plotly.downloadImage(
      { data: seen, layout },
      { format, ...size, scale: format === 'png' ? 2 : 1, filename: `gatescope-${id}` },
    );
  }

  const numbersIn = (id, rows) => (rows?.from ? shown[id] && ours.numbersOf(shown[id].source) : rows);

  function saveCsv(id, { columns, rows }) {
    const cell = (value) => {
      const text = String(value ?? '');
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const lines = [columns, ...rows].map((row) => row.map(cell).join(','));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${lines.join('\r\n')}\r\n`], { type: 'text/csv' }));
    link.download = `gatescope-${id}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  document.addEventListener('click', ({ target }) => {
    const [, id, format] = target.closest?.('.exports button')?.id.match(/(.*)-(png|svg|csv)$/) ?? [];
    if (!id || !shown[id]) return;
    if (format !== 'csv') saveImage(id, format);
    else if (numbersIn(id, numbers[id])) saveCsv(id, numbersIn(id, numbers[id]));
  });

  // ---- data tables: plain elements, because a Dash component for each cell takes minutes ----

  function element(tag, content, attributes = {}) {
    const made = document.createElement(tag);
    if (typeof content === 'string') made.textContent = content;
    else made.append(...content);
    Object.assign(made, attributes);
    return made;
  }

  function tableOf({ columns, rows }) {
    if (!rows.length) return ['No data yet'];
    const most = Math.min(ROWS, Math.floor(CELLS / columns.length));
    const head = columns.map((name) => element('th', name, { scope: 'col' }));
    const body = rows.slice(0, most).map((row) =>
      element('tr', row.map((value) => element('td', String(value ?? '')))),
    );
    const table = element('table', [element('thead', [element('tr', head)]), element('tbody', body)], {
      className: 'table table-sm',
    });
    const hidden = rows.length - most;
    return hidden > 0 ? [table, element('p', `and ${hidden} more rows: download the CSV`)] : [table];
  }

  function fill(id) {
    const place = document.getElementById(`${id}-table`);
    const open = place?.closest('details').open;
    const found = open && numbersIn(id, numbers[id]);
    place?.replaceChildren(...(open ? tableOf(found || { columns: [], rows: [] }) : []));
  }

  document.addEventListener(
    'toggle',
    ({ target }) => {
      const place = target.querySelector?.(':scope > .data-table');
      if (place) fill(place.id.replace(/-table$/, ''));
    },
    true, // it does not bubble
  );

  function table(data) {
    const id = window.dash_clientside.callback_context.inputs_list[0].id.replace(/-rows$/, '');
    numbers[id] = data;
    fill(id);
    return data?.rows?.length ?? 0;
  }

  Object.assign(ours, { draw, table });
})();
