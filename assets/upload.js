// A visitor's own network file: chosen or dropped, checked by the server, and then looked into.
(() => {
  const say = (text, busy = false) => {
    const place = document.getElementById('upload-message');
    if (!place) return;
    place.textContent = text;
    place.classList.toggle('form-error', Boolean(text) && !busy);
  };

  async function send(file) {
    const zone = document.getElementById('upload-zone');
    const most = Number(zone.dataset.most);
    if (file.size > most) {
      say(`${file.name} has ${(file.size / 2 ** 20).toFixed(1)} MB; at most ${most / 2 ** 20} MB can be opened.`);
      return;
    }
    say(`Opening ${file.name} …`, true);
    const query = new URLSearchParams({ name: file.name });
    const alphabet = document.getElementById('upload-alphabet')?.value;
    if (alphabet) query.set('alphabet', alphabet);
    try {
      const answer = await fetch(`${zone.dataset.to}?${query}`, { method: 'POST', body: file });
      const { run, error } = await answer.json();
      if (error) say(error);
      else location.assign(`${zone.dataset.then}?${new URLSearchParams({ run })}`);
    } catch {
      say('The server did not answer; nothing was opened. Please try again.');
    }
  }

  const zoneOf = (event) => event.target.closest?.('#upload-zone');

  document.addEventListener('click', (event) => {
    if (!event.target.closest?.('#upload-choose')) return;
    const input = Object.assign(document.createElement('input'), { type: 'file' });
    input.addEventListener('change', () => input.files[0] && send(input.files[0]));
    input.click();
  });

  for (const name of ['dragover', 'dragleave', 'drop']) {
    document.addEventListener(name, (event) => {
      const zone = zoneOf(event);
      if (!zone) return;
      event.preventDefault();
      zone.classList.toggle('over', name === 'dragover');
      if (name === 'drop' && event.dataTransfer.files[0]) send(event.dataTransfer.files[0]);
    });
  }
})();
