// The numbers of a figure, read off its own heatmaps: what is drawn is not sent a second time for its table.
(() => {
  const ARRAYS = { f4: Float32Array, f8: Float64Array };
  const DIGITS = 6; // of a float32
  const zip = (labels, f) => labels.flatMap((label, k) => (label ? [f(label, k)] : []));

  // The rows of z, which plotly gets as lists or as one base64 block.
  function rowsOf({ z }) {
    if (!z.bdata) return z;
    const text = atob(z.bdata);
    const bytes = new Uint8Array(text.length);
    for (let k = 0; k < bytes.length; k++) bytes[k] = text.charCodeAt(k); // Uint8Array.from takes ten times as long
    const flat = new ARRAYS[z.dtype](bytes.buffer);
    const [count, length] = z.shape.split(',').map(Number);
    return Array.from({ length: count }, (_, k) => flat.subarray(k * length, (k + 1) * length));
  }

  const named = ({ type, meta }) => type === 'heatmap' && meta?.rows;

  // Rows that come in parts of their maximum show their true values to the mouse.
  function readable(data) {
    return data.map((trace) => {
      if (!named(trace) || !trace.meta.rows.some((row) => row && row[2] !== 1)) return trace;
      const units = trace.meta.rows.map((row) => row?.[2] ?? 1);
      return { ...trace, customdata: rowsOf(trace).map((row, k) => row.map((part) => part * units[k])) };
    });
  }

  // {columns, rows}: first what was read, then a row for each row of cells, from the top down.
  function numbersOf({ data, layout: { meta } }) {
    const found = data.filter(named).flatMap((trace) => {
      const z = rowsOf(trace);
      return zip(trace.meta.rows, ([label, symbol, unit], k) => ({
        slot: trace.y0 + k,
        head: [label, symbol],
        values: Array.from(z[k], (part) => (Number.isFinite(part) ? +(part * unit).toPrecision(DIGITS) : null)),
      }));
    });
    found.sort((one, other) => one.slot - other.slot);
    const texts = (meta.texts ?? []).map(([label, characters]) => [label, 'character', ...characters]);
    const rows = meta.lines ? joined(found, meta.lines) : found.map(({ head, values }) => [...head, ...values]);
    const longest = Math.max(2, ...[...texts, ...rows].map((row) => row.length));
    const steps = Array.from({ length: longest - 2 }, (_, k) => String(k + 1));
    return { columns: ['row', 'symbol', ...steps], rows: [...texts, ...rows] };
  }

  // The lines of a text are one row.
  function joined(found, lines) {
    if (!found.length) return [];
    const values = lines.flatMap(([slot, , length]) =>
      found.find((line) => line.slot === slot).values.slice(0, length),
    );
    return [['', found[0].head[1], ...values]];
  }

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { numbersOf, readable });
})();
