// A text as the server sends it: one JSON object a line, for every character {cell, c, p, top} or {cell, error}.
(() => {
  const QUIET = 30_000; // ms without a word, after which the server is given up
  const STOPPED = 'stopped'; // why a stream ends that nothing is wrong with
  const LOST = 'The connection broke off; press Write to try again.';

  // What went wrong, as a sentence; the server's own where it sent one.
  async function refusal(response) {
    try {
      return (await response.json()).error ?? LOST;
    } catch {
      return LOST;
    }
  }

  // take(object) for each line. Resolves to '' at the end or when `control` was told to stop, else to a sentence.
  async function read(url, control, take) {
    let timer;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => control.abort('quiet'), QUIET);
    };
    wait();
    try {
      const response = await fetch(url, { signal: control.signal });
      if (!response.ok) return await refusal(response);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        wait();
        if (done) return rest ? LOST : '';
        const lines = (rest + value).split('\n');
        rest = lines.pop();
        if (control.signal.aborted) return '';
        lines.forEach((line) => take(JSON.parse(line)));
      }
    } catch {
      if (control.signal.reason === STOPPED) return '';
      return control.signal.reason === 'quiet'
        ? `The server has said nothing for ${QUIET / 1000} seconds; press Write to try again.`
        : LOST;
    } finally {
      clearTimeout(timer);
    }
  }

  const stop = (control) => control?.abort(STOPPED);

  // What can be checked in these texts: {cell: [[title, value], ...]}; {} where the server does not say.
  async function score(url, run, texts) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ run, texts }),
      });
      return response.ok ? (await response.json()).scores : {};
    } catch {
      return {};
    }
  }

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  ours.writer = { ...ours.writer, read, stop, score };
})();
