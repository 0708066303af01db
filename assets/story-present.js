// The story on a wall: one step fills the screen; arrow keys go on, Escape leaves.
(() => {
  const NEXT = ['ArrowRight', 'ArrowDown', 'PageDown'];
  const BACK = ['ArrowLeft', 'ArrowUp', 'PageUp'];
  const root = document.documentElement;
  const steps = () => [...document.querySelectorAll('.story-step')];
  const shown = () => steps().findIndex(({ id }) => id === root.dataset.presents);
  const LEAST = 0.7, MOST = 2; // times the size that a figure has on the page
  const SHARE = 0.5; // of the height of the screen, for the figure

  // A figure is drawn as on the page, and shown as large as there is room.
  const fitting = new ResizeObserver(([{ target }]) => {
    const graph = target.querySelector('.figure-graph');
    const height = parseFloat(graph?.style.height);
    if (!height || !root.dataset.presents) return;
    const across = graph.parentElement.parentElement.clientWidth / (parseFloat(graph.style.minWidth) || 640);
    const zoom = Math.min(across, (SHARE * innerHeight) / height, MOST);
    graph.style.setProperty('--wall-zoom', Math.max(zoom, LEAST).toFixed(2));
  });

  function storyPresent(id) {
    const all = steps();
    const place = Math.max(all.findIndex((step) => step.id === id), 0);
    const step = all[place];
    root.dataset.presents = step.id;
    all.forEach((each) => each.classList.toggle('presented', each === step));
    fitting.disconnect();
    fitting.observe(step.querySelector('.story-slot'));
    document.getElementById('story-place').textContent = `${place + 1} / ${all.length}`;
    ours.storyPlace(step.id);
    scrollTo(0, 0);
    step.querySelector('h3').focus({ preventScroll: true });
    dispatchEvent(new Event('resize')); // figures fit their new room
  }

  function go(by) {
    const all = steps();
    storyPresent(all[Math.min(Math.max(shown() + by, 0), all.length - 1)].id);
  }

  function leave() {
    const { presents } = root.dataset;
    fitting.disconnect();
    delete root.dataset.presents;
    ours.storyPlace('', `#${presents}`);
    dispatchEvent(new Event('resize'));
    const step = document.getElementById(presents);
    step?.scrollIntoView();
    step?.querySelector('h3').focus({ preventScroll: true });
  }

  // Keys that move a slider, a choice, a wide figure or a cell's time stay with it.
  const BUSY = 'input, select, textarea, .figure-scroll:focus, .story-cells, [contenteditable]';
  const isBusy = (target) => target.closest(BUSY);

  document.addEventListener('keydown', (event) => {
    if (!root.dataset.presents || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!steps().length) delete root.dataset.presents; // another page has been opened
    else if (event.key === 'Escape') leave();
    else if (!isBusy(event.target) && NEXT.includes(event.key)) go(1);
    else if (!isBusy(event.target) && BACK.includes(event.key)) go(-1);
    else return;
    event.preventDefault();
  });

  const nearest = () => steps().find((step) => step.getBoundingClientRect().bottom > innerHeight / 3);

  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('[data-present]');
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      storyPresent(link.dataset.present);
    }
    const does = { 'story-present': () => storyPresent(nearest()?.id), 'story-next': () => go(1),
      'story-back': () => go(-1), 'story-leave': leave };
    does[event.target.id]?.();
  });

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { storyPresent });
})();
