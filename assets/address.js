// The Compare page writes its state into the address, so that a reload, a link or a second tab shows the same.
(() => {
  const plain = (value) => (Array.isArray(value) ? value.join(',') : String(value || value === 0 ? value : ''));

  let first = null;

  // page: {path, missing, first, n, t, fields}; shown: {run, config}. What equals a default or the run's own config is left out.
  function address(run, text, n, seed, layer, names, step, ...rest) {
    const [shown, page] = rest.splice(-2);
    first = page.first;
    if (location.pathname !== page.path || !run) return;
    const query = new URLSearchParams();
    const put = (name, value, usual) => plain(value) && plain(value) !== plain(usual) && query.set(name, plain(value));
    put('run', run === page.first ? page.missing : run, page.first); // a lost link stays one when reloaded
    if (n) put('n', n, page.n);
    else put('text', text);
    put('seed', seed, shown.config.first_seed);
    put('layer', layer, 1);
    put('names', names, 'standard');
    put('t', step, page.t);
    if (shown.run === run) page.fields.forEach((field, k) => put(field, rest[k], shown.config[field]));
    const search = query.size ? `?${query}` : '';
    if (search === location.search) return;
    const before = new URLSearchParams(location.search).get('run') ?? page.first;
    // Another run is another place: Back leads to the one before.
    history[before === run ? 'replaceState' : 'pushState'](history.state, '', location.pathname + search);
  }

  // Dash has not heard of the places that were written above, so it would not go back to them.
  addEventListener('popstate', () => {
    const picker = document.getElementById('run-picker');
    const run = new URLSearchParams(location.search).get('run') ?? first;
    if (picker && picker.value !== run) window.dash_clientside.set_props('run-picker', { value: run });
  });

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { address });
})();
