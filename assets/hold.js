// The Intervene page: the form shows what its action needs, and the slider changes the last intervention.
(() => {
  const VALUED = /^(clamp|add):([^:]+):([^:]+):[^@]*?(x?)(@.*)?$/;

  function hold(value, lines) {
    const last = lines?.at(-1);
    const match = last && VALUED.exec(last);
    if (!match || value === null || value === undefined) return window.dash_clientside.no_update;
    const [, action, what, who, own, where = ''] = match;
    const line = `${action}:${what}:${who}:${value}${own}${where}`;
    return line === last ? window.dash_clientside.no_update : [...lines.slice(0, -1), line];
  }

  const needs = (action, where) => [action ?? '', where ?? ''];

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { hold, needs });
})();
