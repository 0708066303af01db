// What the reader shows as files: the values as CSV and JSON, the text in view as a picture, the ranking as CSV;
// and the ranking as a table whose neurons are buttons.
(() => {
  const TITLE = 28; // px above the text of a picture
  const SCALE = 2;
  const gatescope = () => window.dash_clientside.gatescope;
  let ranked = null; // {subject, rows}

  function save(name, content) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(content);
    link.download = `gatescope-${name}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  const cell = (value) => {
    const text = String(value ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const csv = (rows) => new Blob([rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')], { type: 'text/csv' });
  const rounded = (value) => (!Number.isFinite(value) ? null : Number(value.toPrecision(4)));

  function name({ subject, layer, symbol, unit }) {
    return `${subject.run}-${subject.cell}-layer${layer}-${symbol}${unit}`;
  }

  function saveValues(format) {
    const { question, held, labels, lines } = gatescope().reader.shown();
    if (!held) return;
    const characters = lines.characters();
    const values = Array.from(held.values, rounded);
    if (format === 'json') {
      const { subject, layer, symbol, unit } = question;
      const about = { run: subject.run, cell: subject.cell, seed: subject.seed, layer: +layer, vector: symbol, neuron: +unit };
      const truth = labels ? { detector: labels.title, labels: labels.values } : {};
      const content = JSON.stringify({ ...about, text: characters.join(''), values, ...truth });
      save(`${name(question)}.json`, new Blob([content], { type: 'application/json' }));
      return;
    }
    const head = ['place', 'character', question.symbol, ...(labels ? [labels.title] : [])];
    const rows = values.map((value, k) => [k + 1, characters[k], value, ...(labels ? [labels.values[k]] : [])]);
    save(`${name(question)}.csv`, csv([head, ...rows]));
  }

  // The lines in view, as they are coloured on the page.
  function savePicture() {
    const { question, held, steps, lines, view } = gatescope().reader.shown();
    if (!held) return;
    const { line } = lines.shape();
    const box = view.getBoundingClientRect();
    const canvas = document.createElement('canvas');
    const [width, height] = [box.width, box.height + TITLE];
    [canvas.width, canvas.height] = [SCALE * width, SCALE * height];
    const context = canvas.getContext('2d');
    const look = getComputedStyle(view);
    context.scale(SCALE, SCALE);
    context.fillStyle = getComputedStyle(view.closest('.card')).backgroundColor;
    context.fillRect(0, 0, width, height);
    context.fillStyle = look.color;
    context.font = `600 14px ${getComputedStyle(document.body).fontFamily}`;
    context.textBaseline = 'middle';
    context.fillText(document.getElementById('reader-finding').textContent, 8, TITLE / 2, width - 16);
    context.font = `${look.fontSize} ${look.fontFamily}`;
    context.beginPath();
    context.rect(0, TITLE, width, height - TITLE);
    context.clip();
    for (const span of view.querySelectorAll('.reader-line > span')) {
      const { left, width: across } = span.getBoundingClientRect();
      const [x, y] = [left - box.left, span.parentNode.getBoundingClientRect().top - box.top + TITLE];
      if (y + line < TITLE || y > height) continue;
      const step = steps[/\bv(\d+)/.exec(span.className)?.[1]];
      context.fillStyle = step ? gatescope().reader.css(step.back) : 'transparent';
      context.fillRect(x, y, across, line);
      context.fillStyle = step?.ink ?? look.color;
      context.fillText(span.textContent.replaceAll('\t', ''), x, y + line / 2);
      if (/\bon\b/.test(span.className)) context.fillRect(x, y + line - 3, across, 2);
    }
    canvas.toBlob((picture) => save(`${name(question)}.png`, picture));
  }

  // ---- the ranking ----

  const COLUMNS = ['detector', 'layer', 'neuron', 'vector', 'score', 'measure', 'control', 'share'];
  const cells = (row) => [
    row.title, row.layer + 1, row.unit + 1, row.vector, row.score, row.measure, row.control, row.share,
  ];

  // How often a label is on, or what a number is on average.
  const often = ({ measure, share }) =>
    measure === 'AUC' ? `at ${(100 * share).toFixed(1)}% of the characters` : `${share.toFixed(1)} on average`;

  function element(tag, children, attributes = {}) {
    const made = document.createElement(tag);
    made.append(...[children].flat());
    Object.assign(made, attributes);
    return made;
  }

  // Of every detector the best neuron, or all that were kept of one.
  function ranking(subject, detector) {
    const best = new Map();
    for (const row of subject.findings) if (!best.has(row.detector)) best.set(row.detector, row);
    const rows = detector ? subject.findings.filter((row) => row.detector === detector) : [...best.values()];
    ranked = { subject, rows };
    const place = document.getElementById('reader-ranking');
    if (!rows.length) {
      const why = subject.findings.length
        ? 'Its text had too little of this to tell following from luck.'
        : 'This run has no ranking of its neurons.';
      place.replaceChildren(element('p', why));
      return;
    }
    const head = ['follows', 'neuron', 'score', 'by chance', 'the label is'];
    const made = rows.map((row) => {
      const where = subject.layers > 1 ? `layer ${row.layer + 1}, ` : '';
      const pick = element('button', `${where}neuron ${row.unit + 1}, ${row.vector}`, {
        type: 'button',
        className: 'btn btn-link btn-sm reader-pick',
      });
      Object.assign(pick.dataset, { layer: row.layer + 1, unit: row.unit + 1, symbol: row.vector });
      const texts = [row.title, pick, `${row.measure} ${row.score.toFixed(3)}`, row.control.toFixed(3), often(row)];
      return element('tr', texts.map((text) => element('td', text)));
    });
    const top = element('thead', element('tr', head.map((text) => element('th', text, { scope: 'col' }))));
    place.replaceChildren(element('table', [top, element('tbody', made)], { className: 'table table-sm' }));
  }

  function saveRanking() {
    if (ranked) save(`${ranked.subject.run}-${ranked.subject.cell}-ranking.csv`, csv([COLUMNS, ...ranked.subject.findings.map(cells)]));
  }

  const SAVES = {
    'reader-csv': () => saveValues('csv'),
    'reader-json': () => saveValues('json'),
    'reader-png': savePicture,
    'reader-ranking-csv': saveRanking,
  };

  document.addEventListener('click', ({ target }) => {
    const button = target.closest?.('button');
    SAVES[button?.id]?.();
    if (!button?.classList.contains('reader-pick')) return;
    const { layer, unit, symbol } = button.dataset;
    const { set_props: setProps } = window.dash_clientside;
    setProps('reader-layer', { value: layer });
    setProps('reader-symbol', { value: symbol });
    setProps('reader-unit', { value: Number(unit) });
    document.getElementById('reader-view').scrollIntoView({ block: 'nearest' });
  });

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  ours.reader = { ...ours.reader, ranking };
})();
