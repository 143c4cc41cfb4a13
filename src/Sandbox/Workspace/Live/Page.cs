using System.Text.Encodings.Web;

namespace OpsBot.Sandbox.Workspace.Live;

/// <summary>The one HTML document; everything in it comes over the socket.</summary>
static class Page
{
    public static string Html(Assets assets, string name, string side) =>
        Html(assets.Style.Path, assets.Script.Path, HtmlEncoder.Default.Encode(name), side);

    static string Html(string style, string script, string team, string side) =>
        $$"""
        <!DOCTYPE html>
        <html lang="en" data-side="{{side}}">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
          <meta name="color-scheme" content="light dark">
          <meta name="theme-color" content="#f6f7f6">
          <title>{{team}}</title>
          <link rel="icon" href="data:image/svg+xml,{{Icon}}">
          <link rel="stylesheet" href="{{style}}">
          <script>{{Theme}}</script>
        </head>
        <body>
          <div id="page"><div class="splash" role="status"><span class="spinner" aria-hidden="true"></span> Opening {{team}}…</div></div>
          <div id="offline" class="banner" role="status" hidden><span class="spinner" aria-hidden="true"></span> The sandbox does not answer. Trying again…</div>
          <div id="broken" class="banner banner-bad" role="alert" data-toast hidden><span></span><button type="button" class="link" data-dismiss>Close</button></div>
          <noscript><p class="splash">The sandbox workspace needs JavaScript.</p></noscript>
          <script type="module" src="{{script}}"></script>
        </body>
        </html>
        """;

    // Before anything is painted: as chosen on this platform, else dark where the platform or the system is.
    const string Theme =
        "function paint() { const page = document.documentElement, side = page.dataset.side; let chosen; " +
        "try { chosen = localStorage.getItem('theme-' + side) } catch {} " +
        "page.dataset.theme = chosen ?? (side === 'discord' || matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'); " +
        "document.querySelector('meta[name=theme-color]').content = getComputedStyle(page).getPropertyValue('--side').trim() } paint()";

    const string Icon =
        "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%230f766e'/%3E" +
        "%3Cpath d='M10 22h13a4.5 4.5 0 0 0 .6-8.96A7 7 0 0 0 10.2 12 5 5 0 0 0 10 22z' fill='white'/%3E%3C/svg%3E";
}
