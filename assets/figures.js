// Figures: apply the theme, save as PNG, SVG or CSV, show the numbers as a table.
(() => {
  const SHOWN = 200; // rows of a data table; the CSV has them all
  const NARROW = 480; // px, from where a figure's own `narrow` layout holds
  const html = (type, props) => ({ type, namespace: 'dash_html_components', props });
  const noUpdate = () => window.dash_clientside.no_update;
  const graph = (id) => document.querySelector(`#${CSS.escape(id)} .js-plotly-plot`);

  const isNarrow = (id) => (document.getElementById(id)?.parentElement.clientWidth ?? Infinity) < NARROW;

  // The page prints the title itself, where it can wrap and be read aloud; downloads get it back.
  function draw(source, theme, themes) {
    if (!source || !theme) return [noUpdate(), noUpdate(), noUpdate()];
    const { template, scales } = themes[theme];
    const { title = {}, width, height = 400, ...layout } = source.layout;
    const meta = { ...layout.meta, title, width, height };
    const room = meta.titleRoom ?? 0;
    for (const [axis, kind] of Object.entries(meta.scales ?? {})) {
      layout[axis] = { ...layout[axis], colorscale: scales[kind] };
    }
    Object.assign(layout, { template, meta, margin: { ...layout.margin, t: (layout.margin?.t ?? 60) - room } });
    const id = window.dash_clientside.callback_context.outputs_list[0].id;
    for (const [part, changes] of Object.entries((isNarrow(id) && meta.narrow) || {})) {
      layout[part] = { ...layout[part], ...changes };
    }
    if (layout.shapes) layout.shapes = window.dash_clientside.gatescope.atCursor(layout.shapes);
    const style = { height: `${height - room}px`, minWidth: width ? `${width}px` : undefined };
    return [{ data: source.data, layout }, style, title.text ?? ''];
  }

  function wrap(text, width) {
    const line = Math.floor(width / 9);
    return text.replace(new RegExp(`(.{1,${line}})(\\s|$)`, 'g'), '$1<br>').replace(/<br>$/, '');
  }

  function saveImage(id, format) {
    const gd = graph(id);
    if (!gd) return;
    const { title, titleRoom, width: least, height } = gd.layout.meta;
    const width = Math.max(least ?? 900, gd.offsetWidth);
    const text = wrap(title.text ?? '', width - 40);
    const more = 20 * (text.split('<br>').length - 1);
    const margin = { ...gd.layout.margin, t: gd.layout.margin.t + (titleRoom ?? 0) + more };
    const layout = { ...gd.layout, title: { ...title, text }, margin, autosize: false };
    window.Plotly.downloadImage(
      { data: gd.data, layout: { ...layout, width, height: height + more } },
      { format, width, height: height + more, scale: format === 'png' ? 2 : 1, filename: `gatescope-${id}` },
    );
  }

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

  function download(clicks, rows) {
    if (!clicks) return;
    const [, id, format] = window.dash_clientside.callback_context.triggered_id.match(/(.*)-(\w+)$/);
    if (format !== 'csv') saveImage(id, format);
    else if (rows) saveCsv(id, rows);
  }

  function table(clicks, data) {
    if (clicks % 2 === 0) return noUpdate(); // closed
    if (!data?.rows.length) return 'No data yet';
    const head = data.columns.map((name) => html('Th', { children: name, scope: 'col' }));
    const body = data.rows.slice(0, SHOWN).map((row) =>
      html('Tr', { children: row.map((value) => html('Td', { children: value === null ? '' : String(value) })) }),
    );
    const hidden = data.rows.length - SHOWN;
    return [
      html('Table', {
        className: 'table table-sm',
        children: [html('Thead', { children: html('Tr', { children: head }) }), html('Tbody', { children: body })],
      }),
      ...(hidden > 0 ? [html('P', { children: `and ${hidden} more rows: download the CSV` })] : []),
    ];
  }

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { draw, download, table });
})();
