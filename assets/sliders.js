// A Dash slider has no name; its thumb and its box get the one that stands beside them, for screen readers.
(() => {
  const sliders = document.getElementsByClassName('dash-slider-container');

  function name() {
    for (const slider of sliders) {
      const label = slider.closest('.time')?.querySelector('.field-label[id]');
      if (!label) continue;
      for (const part of slider.querySelectorAll(':is([role=slider], input):not([aria-labelledby])')) {
        part.setAttribute('aria-labelledby', label.id);
      }
    }
  }

  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
})();
