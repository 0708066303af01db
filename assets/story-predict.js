// Predictions: made before a figure is shown, held against what is measured, and kept in this browser only.
(() => {
  const KEPT = 'gatescope-story';
  const CLOSE = 0.1; // of the slider
  const truths = {}; // by step: {answer, words, span}
  const asking = () => [...document.querySelectorAll('.story-step[data-asks="yes"]')];

  function remembered() {
    try {
      return JSON.parse(localStorage.getItem(KEPT)) ?? {};
    } catch {
      return {}; // a browser that forbids storage asks again next time
    }
  }

  function keep(all) {
    try {
      localStorage.setItem(KEPT, JSON.stringify(all));
    } catch {
      // see above
    }
  }

  // A guess of null: the figure was asked for without one.
  function guessed(step) {
    const slider = step.querySelector('.story-range');
    const chosen = step.querySelector('.story-predict input:checked');
    if (slider) return { guess: Number(slider.value), words: slider.value };
    return chosen && { guess: chosen.value, words: chosen.closest('.form-check').textContent.trim() };
  }

  function grade({ guess }, { answer, span }) {
    if (guess === null) return '';
    if (typeof answer === 'string') return guess === answer ? 'right' : 'wrong';
    const off = Math.abs(guess - answer);
    return off <= 0.5 ? 'right' : off <= CLOSE * span ? 'close' : 'wrong';
  }

  const SAID = { right: 'Right.', close: 'Close.', wrong: 'Not so here.', '': '' };

  function sentence(step) {
    const [truth, own] = [truths[step], remembered()[step]];
    if (!truth || !own) return '';
    const said = own.guess === null ? '' : `You said: ${own.words}. `;
    return `${said}Measured: ${truth.words}. ${SAID[grade(own, truth)]}`;
  }

  // A figure has come; truth: what there was to predict, or nothing.
  function told(truth) {
    const step = window.dash_clientside.callback_context.outputs_list.id.index;
    truths[step] = truth;
    document.getElementById(step).dataset.loaded = 'yes';
    storyProgress();
    return sentence(step);
  }

  function reveal(step, own) {
    keep({ ...remembered(), [step.id]: own });
    step.dataset.guess = own.words ?? '';
    window.dash_clientside.gatescope.storyLoad(step);
    tell(step);
    const heading = step.querySelector('h3'); // the button that had the focus is gone
    heading.focus({ preventScroll: true });
  }

  function tell(step) {
    window.dash_clientside.set_props({ type: 'story-told', index: step.id }, { children: sentence(step.id) });
    storyProgress();
  }

  function forget() {
    keep({});
    for (const step of asking()) {
      delete step.dataset.guess;
      tell(step);
    }
  }

  function storyRemember() {
    const all = remembered();
    for (const step of asking()) if (step.id in all) step.dataset.guess = all[step.id].words ?? '';
    storyProgress();
  }

  function storyProgress() {
    const [all, ids] = [remembered(), asking().map(({ id }) => id)];
    const made = ids.filter((id) => (all[id]?.guess ?? null) !== null);
    const good = made.filter((id) => truths[id] && grade(all[id], truths[id]) !== 'wrong');
    const known = made.filter((id) => truths[id]);
    const place = document.getElementById('story-progress');
    if (!place) return;
    const first = `${made.length} of ${ids.length} predictions made, kept in this browser only`;
    place.textContent = known.length ? `${first}; ${good.length} of ${known.length} right or close.` : `${first}.`;
  }

  document.addEventListener('click', ({ target }) => {
    const step = target.closest?.('.story-step');
    const does = target.closest?.('[data-does]')?.dataset.does;
    if (target.id === 'story-forget') forget();
    else if (step && does === 'skip') reveal(step, { guess: null });
    else if (step && does === 'reveal') {
      const own = guessed(step);
      if (own) reveal(step, own);
      else step.querySelector('.story-predict input').focus();
    }
  });

  document.addEventListener('input', ({ target }) => {
    if (target.matches?.('.story-range')) {
      target.closest('.story-slider').querySelector('.story-number').textContent = target.value;
    }
  });

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { told, storyRemember, storyProgress });
})();
