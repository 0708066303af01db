// The explorer's pages write their state into the address; the links between them carry it along.
(() => {
  const plain = (value) => (Array.isArray(value) ? value.join(';') : String(value ?? ''));

  // place: {path, names, usual, links}; a parameter that another page owns stays in the address.
  function view(...values) {
    const place = values.pop();
    const noUpdate = window.dash_clientside.no_update;
    if (location.pathname !== place.path) return place.links.map(() => noUpdate);
    const query = new URLSearchParams(location.search);
    place.names.forEach((name, k) => {
      const value = plain(values[k]);
      if (value === '' || value === plain(place.usual[name])) query.delete(name);
      else query.set(name, value);
    });
    if (query.has('n')) query.delete('text'); // the task's own string of length n is that text
    const search = query.size ? `?${query}` : '';
    if (search !== location.search) history.replaceState(history.state, '', location.pathname + search);
    return place.links.map((path) => path + search);
  }

  // A typed text is no longer the task's own string of length N.
  const ownLength = (text, own, n) => (!n || text === own ? window.dash_clientside.no_update : null);

  // The list of quantities in the names that are chosen; glossary: {symbol: {naming: name}}.
  const quantities = (naming, options, glossary) =>
    options.map(({ value }) => ({ value, label: glossary[value] ? `${value}  ${glossary[value][naming]}` : value }));

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { view, ownLength, quantities });
})();
