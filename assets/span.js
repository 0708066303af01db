// Find: what is selected in the text above becomes the span of the query.
(() => {
  document.addEventListener('selectionchange', () => {
    const text = document.activeElement;
    if (text?.id !== 'subject-text' || !document.getElementById('span-from')) return;
    clearTimeout(pause);
    pause = setTimeout(() => {
      const { selectionStart: start, selectionEnd: end } = text;
      if (end <= start) return;
      window.dash_clientside.set_props('span-from', { value: start + 1 });
      window.dash_clientside.set_props('span-to', { value: end });
    }, 200);
  });
  let pause;
})();
