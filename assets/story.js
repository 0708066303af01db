// The story: figures come into view and are asked for; contents, anchors and paper.
(() => {
  const AHEAD = '500px 0px'; // figures are asked for a little before they are seen
  const PATIENCE = 120; // times half a second for the next figure of a printed page
  const steps = () => [...document.querySelectorAll('.story-step')];
  const isOpen = (step) => !step.dataset.asks || 'guess' in step.dataset; // nothing to predict any more
  const isDrawn = (step) => step.querySelector('.story-slot :is(.main-svg, .story-panel)');
  let watching = [];
  let names = 'standard';

  function load(step, anyway = false) {
    if (step.dataset.asked || !(anyway || isOpen(step))) return;
    step.dataset.asked = 'yes';
    ask(step);
  }

  const setProps = (id, props) => window.dash_clientside.set_props(id, props);
  const ask = (step) => setProps({ type: 'story-seen', index: step.id }, { data: { step: step.id, names } });

  // Figures that are there come again in other names; what a reader works with stays, and only changes its names.
  function storyNames(value) {
    if (value === names) return value;
    names = value;
    for (const step of steps().filter((each) => each.dataset.asked)) {
      if (!step.querySelector('.story-panel')) ask(step);
    }
    if (document.getElementById('cells-names')) setProps('cells-names', { value });
    storyPlace(document.documentElement.dataset.presents, location.hash);
    return value;
  }

  // The address: the step that is presented or an anchor, and the names where they are not the usual ones.
  function storyPlace(presents, anchor = '') {
    const query = new URLSearchParams();
    if (presents) query.set('present', presents);
    if (names !== 'standard') query.set('names', names);
    const search = query.size ? `?${query}` : '';
    history.replaceState(history.state, '', location.pathname + search + (presents ? '' : anchor));
  }

  function watch() {
    watching.forEach((observer) => observer.disconnect());
    const seen = new IntersectionObserver(
      (entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => load(target)),
      { rootMargin: AHEAD },
    );
    const read = new IntersectionObserver(
      (entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => mark(target)),
      { rootMargin: '-30% 0px -65% 0px' },
    );
    watching = [seen, read];
    for (const step of steps()) watching.forEach((observer) => observer.observe(step));
  }

  // Where the reader is, in the contents.
  function mark(step) {
    const here = [`#${step.id}`, `#${step.closest('.story-section').id}`];
    for (const link of document.querySelectorAll('.story-contents a')) {
      if (here.includes(link.getAttribute('href'))) link.setAttribute('aria-current', 'location');
      else link.removeAttribute('aria-current');
    }
  }

  async function print() {
    const asked = steps(); // on paper those that are to be predicted too
    asked.forEach((step) => load(step, true));
    const status = document.getElementById('story-progress');
    for (let before = 0, idle = 0; idle < PATIENCE && before < asked.length; ) {
      const drawn = asked.filter(isDrawn).length;
      status.textContent = `Figures for the page: ${drawn} of ${asked.length}`;
      idle = drawn > before ? 0 : idle + 1;
      before = drawn;
      if (before < asked.length) await new Promise((done) => setTimeout(done, 500));
    }
    ours.storyProgress();
    window.print();
  }

  // Called whenever the page is opened; page: {present, path}.
  function story(page) {
    ours.storyRemember();
    names = document.getElementById('story-words').dataset.names;
    watch();
    if (page.present) ours.storyPresent(page.present);
    else if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
    return 'yes';
  }

  document.addEventListener('click', ({ target }) => {
    if (target.id === 'story-print') print();
  });

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { story, storyNames, storyPlace, storyLoad: load });
})();
