// A text of one's own to train on: pasted, chosen or dropped; sent with its progress, checked by the server.
(() => {
  const part = (name) => document.getElementById(`bring-${name}`);
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

  function say(text, wrong = false) {
    const place = part('message');
    if (!place) return;
    place.textContent = text;
    place.classList.toggle('form-error', wrong);
  }

  function advance(share) {
    const bar = part('progress');
    if (!bar) return;
    bar.hidden = share === null;
    bar.value = 100 * (share ?? 0);
  }

  // XMLHttpRequest, because fetch does not tell how much of a body has been sent.
  function post(address, body, sent) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', address);
      request.upload.onprogress = ({ loaded, total }) => sent(loaded / total);
      request.onload = () => resolve(request.responseText);
      request.onerror = reject;
      request.send(body);
    });
  }

  let sending = 0; // the number of the last text: what an earlier one is answered is old news

  async function send(body, name) {
    const { to, most } = part('zone').dataset;
    const what = name || 'The pasted text';
    const current = ++sending;
    if (body.size > Number(most)) {
      say(`${what} has ${megabytes(body.size)} MB; at most ${most / 1e6} MB are read.`, true);
      return;
    }
    say(`Sending ${name || 'the text'} …`);
    const sent = (share) => {
      if (current !== sending) return;
      advance(share);
      if (share === 1) say(`Reading ${name || 'the text'} …`);
    };
    let said;
    try {
      said = JSON.parse(await post(`${to}?${new URLSearchParams({ name })}`, body, sent));
    } catch {
      said = { error: 'The server did not answer; nothing was kept. Please try again.' };
    }
    if (current !== sending) return;
    advance(null);
    if (said.error) return say(said.error, true);
    say(`${what} is chosen above.`);
    window.dash_clientside.set_props('learn-brought', { data: said.text });
  }

  document.addEventListener('click', ({ target }) => {
    if (target.closest?.('#bring-paste')) {
      const { value } = part('text');
      if (value.trim()) send(new Blob([value]), '');
      else say('Paste a text first.', true);
    } else if (target.closest?.('#bring-choose')) {
      const input = Object.assign(document.createElement('input'), { type: 'file' });
      input.addEventListener('change', () => input.files[0] && send(input.files[0], input.files[0].name));
      input.click();
    }
  });

  for (const name of ['dragover', 'dragleave', 'drop']) {
    document.addEventListener(name, (event) => {
      const zone = event.target.closest?.('#bring-zone');
      if (!zone) return;
      event.preventDefault();
      zone.classList.toggle('over', name === 'dragover');
      const file = name === 'drop' && event.dataTransfer.files[0];
      if (file) send(file, file.name);
    });
  }
})();
