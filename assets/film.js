// A film: frames are moved, repeated and removed, by buttons or by dragging. The order is written into a store, and
// the server answers with what is believed then; until it does, the page shows the new order with the old beliefs.
(() => {
  const frames = (film) => [...film.children];
  const order = (film) => frames(film).map((frame) => frame.dataset.frame);

  function changed(film) {
    window.dash_clientside.set_props('film-order', { data: order(film).join('.') });
  }

  const actions = {
    left: (frame) => frame.previousElementSibling?.before(frame),
    right: (frame) => frame.nextElementSibling?.after(frame),
    repeat: (frame) => frame.after(frame.cloneNode(true)),
    remove: (frame) => frame.remove(),
  };

  // What was pressed keeps the focus; where it is gone or of no use any more, the nearest button that is not has it.
  function refocus(film, place, action) {
    const frame = frames(film)[Math.min(place, film.children.length - 1)];
    const usable = (button) => button && !button.disabled;
    const own = frame.querySelector(`[data-film="${action}"]`);
    (usable(own) ? own : [...frame.querySelectorAll('[data-film]')].find(usable))?.focus();
  }

  document.addEventListener('click', ({ target }) => {
    const button = target.closest?.('[data-film]');
    if (!button) return;
    const frame = button.closest('li');
    const film = frame.parentElement;
    const before = frames(film).indexOf(frame);
    actions[button.dataset.film](frame);
    const place = frame.isConnected ? frames(film).indexOf(frame) : before;
    refocus(film, place, button.dataset.film);
    changed(film);
  });

  let dragged = null;
  const over = (target) => {
    const frame = target.closest?.('.film > li');
    return dragged && frame && frame !== dragged && frame.parentElement === dragged.parentElement ? frame : null;
  };

  document.addEventListener('dragstart', ({ target, dataTransfer }) => {
    dragged = target.matches?.('.film > li') ? target : null;
    if (dragged) dataTransfer.effectAllowed = 'move';
  });
  document.addEventListener('dragend', () => {
    dragged = null;
  });
  document.addEventListener('dragover', (event) => {
    if (over(event.target)) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    const frame = over(event.target);
    if (!frame) return;
    event.preventDefault();
    const film = frame.parentElement;
    const forwards = frames(film).indexOf(dragged) < frames(film).indexOf(frame);
    frame[forwards ? 'after' : 'before'](dragged);
    changed(film);
  });

  // Another film, or the same one anew, begins in its own order.
  const uncut = () => '';

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { uncut });
})();
