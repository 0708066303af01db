// The numbers of one term: a vector now and before, or a matrix, and the equation that gives them, filled in.
(() => {
  const shared = () => window.dash_clientside.gatescope.cells;
  const element = (...parts) => shared().element(...parts);

  // A label as the server writes it: [letter, below].
  function label([letter, below], naming) {
    const made = element('span', `formula ${naming}`, element('var', '', letter));
    if (below) made.append(element('sub', '', below));
    return made;
  }

  // What an operation without a letter is: its own right-hand side, in letters.
  function heading({ term, naming, shape, cell }) {
    const { label: labels } = shape.terms[term];
    if (!term.includes(' ')) return [label(labels[naming], naming)];
    return shape.cells[cell].right[term].map((token) =>
      typeof token === 'string' ? token : element('span', '', ...product(token[0], naming, shape)),
    );
  }

  const product = (value, naming, shape) =>
    value.split(' ').flatMap((term, k) => [k ? ' ' : '', shape.terms[term] ? label(shape.terms[term].label[naming], naming) : term]);

  // Whose numbers the columns are.
  const columns = (count, shape) =>
    count === shape.alphabet.length ? [...shape.alphabet] : Array.from({ length: count }, (_, k) => `neuron ${k + 1}`);

  function table(heads, rows, marked) {
    const head = element('tr', '', element('td'), ...heads.map((text) => header(text, 'col')));
    const body = rows.map(([name, numbers, className]) =>
      element('tr', className, header(name, 'row'), ...numbers.map((number, k) => cellOf(number, k === marked))),
    );
    return element('table', 'cells-table', element('thead', '', head), element('tbody', '', ...body));
  }

  function header(text, scope) {
    const made = element('th', '', text);
    made.scope = scope;
    return made;
  }

  const cellOf = (number, marked) => element('td', marked ? 'marked' : '', full(number));
  const full = (number) => `${number < -0.00005 ? '−' : ''}${Math.abs(number).toFixed(4)}`;

  // A matrix: its rows are characters or neurons, and the row of the character that is read is marked.
  function matrix(rows, view) {
    const { shape, values, step } = view;
    const reads = shape.alphabet.indexOf(values.text[step - 1]);
    const names = rows.length === 1 ? ['every step'] : columns(rows.length, shape);
    const picked = /^W/.test(view.term) ? reads : -1;
    return table(columns(rows[0].length, shape), rows.map((row, k) => [names[k], row, k === picked ? 'picked' : '']), -1);
  }

  function vector(numbers, view) {
    const before = view.changed(view.term) ? view.numbersBefore(view.term) : null;
    const rows = [['now', numbers, 'now'], ...(before ? [['before', before, 'before']] : [])];
    const heads = columns(numbers.length, view.shape);
    return table(heads, rows, numbers.length === view.shape.units ? view.unit - 1 : -1);
  }

  // "σ(2.31 − 0.42) = 0.87": a negative summand is subtracted, a negative factor has parentheses.
  function filledIn(tokens, column, view) {
    const { short } = shared();
    const pick = (name) => {
      const numbers = view.numbersOf(name);
      return Array.isArray(numbers[0]) ? numbers[0][column] : numbers[column];
    };
    let text = '';
    tokens.forEach((token, k) => {
      if (typeof token === 'string') {
        text += token === ' ' ? ' · ' : token;
        return;
      }
      const number = short(pick(token[0]));
      const negative = number.startsWith('−');
      if (negative && tokens[k - 1] === ' + ') text = `${text.slice(0, -3)} − ${number.slice(1)}`;
      else text += negative && tokens[k - 1] === ' ' ? `(${number})` : number;
    });
    return text;
  }

  function lines(view) {
    const tokens = view.shape.cells[view.cell].right[view.term];
    if (!tokens) return [];
    const numbers = view.numbersOf(view.term);
    const { short } = shared();
    // A softmax is of all scores at once, so the score of each is said before.
    const scores = tokens[0] === 'softmax(' && view.numbersOf('sum y');
    const line = (k) =>
      scores
        ? `${filledIn(tokens.slice(1, -1), k, view)} = ${short(scores[k])}; softmax ${short(numbers[k])}`
        : `${filledIn(tokens, k, view)} = ${short(numbers[k])}`;
    return columns(numbers.length, view.shape).map((name, k) =>
      element('div', 'filled-in', element('span', 'muted', name), element('span', '', line(k))),
    );
  }

  // view: what assets/story-cells.js knows, with the term, numbersOf(term), numbersBefore(term), changed(term).
  function storyNumbers(host, view) {
    const { term, shape, naming } = view;
    const about = shape.terms[term];
    const numbers = view.numbersOf(term);
    const isMatrix = Array.isArray(numbers[0]);
    const called = element('span', 'called', about.called[naming]);
    const head = element('p', 'numbers-head', ...heading(view), called);
    host.replaceChildren(
      head,
      element('p', 'muted', about.meaning[naming]),
      isMatrix ? matrix(numbers, view) : vector(numbers, view),
      element('div', 'filled', ...lines(view)),
    );
  }

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  ours.cells = { ...ours.cells, storyNumbers };
})();
