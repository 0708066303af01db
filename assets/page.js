// The bar on every page: theme, sharing, help.
(() => {
  const root = document.documentElement;

  function theme(clicks) {
    if (clicks) {
      root.dataset.bsTheme = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
      try {
        localStorage.setItem('theme', root.dataset.bsTheme);
      } catch {
        // a browser that forbids storage still switches, it only forgets
      }
    }
    return [root.dataset.bsTheme, String(root.dataset.bsTheme === 'dark')];
  }

  const isPrivate = () => document.querySelector('.public-switch input')?.checked === false;

  async function share() {
    const { set_props: setProps } = window.dash_clientside;
    setTimeout(() => setProps('share-status', { children: '' }), 4000);
    try {
      await navigator.clipboard.writeText(location.href);
      return isPrivate() ? 'Link copied; others cannot open this run until it is public' : 'Link copied';
    } catch {
      return 'Copy the address from the address bar'; // only https and localhost may write the clipboard
    }
  }

  // dbc's popovers do not tell a screen reader that they are open, nor close when the focus goes on.
  function tell(button) {
    const text = document.getElementById(`${button.id}-text`);
    button.setAttribute('aria-expanded', String(Boolean(text)));
    if (text) button.setAttribute('aria-describedby', text.id);
    else button.removeAttribute('aria-describedby');
  }

  document.addEventListener('click', () => {
    setTimeout(() => document.querySelectorAll('.help-button').forEach(tell), 400); // after it has faded
  });

  document.addEventListener('focusout', ({ target }) => {
    if (target.matches?.('.help-button[aria-expanded=true]')) document.body.click();
  });

  const open = (clicks) => Boolean(clicks);

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  Object.assign(ours, { theme, share, open });
})();
