// The reader's overview: the whole text as a picture beside it, a dot for each character, and where the view is.
(() => {
  const MOST_ROWS = 4096; // of the picture; of longer texts it has every second line, or third
  const DOT = 3; // px: the tallest row

  // map: the element beside the text; view: the text's own, which scrolls.
  function mapOf(map, view) {
    const canvas = map.appendChild(document.createElement('canvas'));
    const frame = map.appendChild(document.createElement('div'));
    frame.className = 'reader-frame';
    let height = 1;

    // back(k): the colour [r, g, b] of character k, or undefined.
    function draw({ lines, columns }, back) {
      const every = Math.ceil(lines.length / MOST_ROWS) || 1;
      const rows = Math.ceil(lines.length / every) || 1;
      canvas.width = columns;
      canvas.height = rows;
      height = Math.min(view.clientHeight, rows * DOT);
      canvas.style.height = `${height}px`;
      const context = canvas.getContext('2d');
      const image = context.createImageData(columns, rows);
      for (let row = 0; row < rows; row += 1) {
        const [start, end] = lines[row * every];
        for (let k = start; k < Math.min(end, start + columns); k += 1) {
          const colour = back(k);
          if (colour) image.data.set([...colour, 255], 4 * (row * columns + k - start));
        }
      }
      context.putImageData(image, 0, 0);
      follow();
    }

    function follow() {
      const part = height / (view.scrollHeight || 1);
      frame.style.height = `${Math.max(Math.min(view.clientHeight * part, height), 6)}px`;
      frame.style.transform = `translateY(${view.scrollTop * part}px)`;
    }

    function jump(event) {
      if (!event.buttons) return;
      const place = (event.clientY - canvas.getBoundingClientRect().top) / height;
      view.scrollTop = place * view.scrollHeight - view.clientHeight / 2;
    }

    view.addEventListener('scroll', () => requestAnimationFrame(follow), { passive: true });
    map.addEventListener('pointerdown', (event) => {
      map.setPointerCapture(event.pointerId);
      jump(event);
    });
    map.addEventListener('pointermove', jump);
    return { draw, follow };
  }

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  ours.reader = { ...ours.reader, mapOf };
})();
