// Asks for news of a run that lives, never twice at once: a second question would discard a slow answer to the first.
(() => {
  const PATIENCE = 4000; // ms, before a question counts as lost
  let asked = null;
  let since = 0;
  let patience = PATIENCE;

  function poll(tick, answered) {
    const now = performance.now(); // the clock of the day may be put back
    const late = asked !== null && asked !== answered && tick > 1 ? now - since : 0;
    if (!late) patience = PATIENCE;
    const silence = late > 3000 ? 'No answer from the server; trying again. Your run goes on.' : '';
    if (late && late < patience) return [window.dash_clientside.no_update, silence];
    if (late) patience = Math.min(2 * patience, 30000);
    asked = tick;
    since = now;
    return [tick, silence];
  }

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { poll });
})();
