// The reader's colours: each scale of the app in steps, and the letters on them black or white, whichever is clearer.
(() => {
  const STEPS = 33; // odd, so that a diverging scale has one for zero
  const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

  // The colour at a place from 0 to 1 of a scale [[place, colour], ...], by straight lines in RGB.
  function colourAt(scale, place) {
    const next = scale.findIndex(([at]) => at >= place);
    if (next <= 0) return rgb(scale[0][1]);
    const [[left, one], [right, other]] = scale.slice(next - 1, next + 1);
    const to = rgb(other);
    return rgb(one).map((part, k) => Math.round(part + ((to[k] - part) * (place - left)) / (right - left)));
  }

  // Of two inks the one with the higher contrast (WCAG 2): at least 4.5 on any colour.
  function inkOn(colour) {
    const linear = colour.map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    const light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    return (light + 0.05) ** 2 > 1.05 * 0.05 ? '#000' : '#fff';
  }

  // A scale in STEPS steps: [{back: [r, g, b], ink}, ...].
  const inSteps = (scale) =>
    Array.from({ length: STEPS }, (_, k) => {
      const back = colourAt(scale, k / (STEPS - 1));
      return { back, ink: inkOn(back) };
    });

  // Which step a value has; -1 where there is none. kind is one of the app's scales, reach its end.
  function stepOf(value, kind, reach) {
    if (!Number.isFinite(value)) return -1;
    const place = kind === 'gate' ? value / reach : (value / reach + 1) / 2;
    return Math.round(Math.min(Math.max(place, 0), 1) * (STEPS - 1));
  }

  const css = ([r, g, b]) => `rgb(${r},${g},${b})`;
  const rules = (steps) =>
    steps.map(({ back, ink }, k) => `.v${k}{background:${css(back)};color:${ink}}`).join('');

  // The ends and the middle of a scale, as they are written beside it.
  function ends(kind, reach) {
    const written = (value) => String(Number(value.toPrecision(3))).replace('-', '−');
    return (kind === 'gate' ? [0, reach / 2, reach] : [-reach, 0, reach]).map(written);
  }

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  ours.reader = { ...ours.reader, inSteps, stepOf, rules, css, ends };
})();
