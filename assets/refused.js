// What the server refuses a page, or cannot answer, is said at its foot: Dash itself says nothing.
(() => {
  const CALLBACK = '_dash-update-component';
  const SHOWN = 10_000; // ms
  const AWAY = 'The server cannot answer at the moment, so this page may show what is old.';
  const ask = window.fetch;
  let timer;

  function say(text) {
    const place = document.getElementById('refused');
    if (!place) return;
    if (place.textContent !== text) place.textContent = text; // a screen reader reads it once, not at every poll
    clearTimeout(timer);
    if (text) timer = setTimeout(() => say(''), SHOWN);
  }

  async function reason(response) {
    try {
      return (await response.json()).error ?? AWAY;
    } catch {
      return AWAY; // whoever answered is not our server
    }
  }

  window.fetch = async (...asked) => {
    const response = await ask(...asked);
    if (response.status >= 400 && String(asked[0]?.url ?? asked[0]).includes(CALLBACK)) {
      reason(response.clone()).then(say);
    }
    return response;
  };
})();
