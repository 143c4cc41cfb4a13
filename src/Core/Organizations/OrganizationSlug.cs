using System.Text.RegularExpressions;
using OpsBot.Core.Operations;
using OpsBot.Core.Routing;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>What an organization may be called by: a name for a host, for ever its own.</summary>
static partial class OrganizationSlug
{
    // Hosts that are the house's own, or that somebody would take for it.
    static readonly HashSet<string> reserved =
    [
        "www", "app", "apps", "api", "admin", "administrator", "root", "mail", "email", "smtp", "imap", "pop", "mx", "webmail", "bounces",
        "bounce", "postmaster", "autoconfig", "autodiscover", "status", "ns1", "ns2", "ns3", "ns4", "dns", "ftp", "ssh", "vpn", "proxy",
        "cdn", "static", "assets", "files", "docs", "help", "support", "billing", "account", "accounts", "login", "auth", "sso", "oauth",
        "dashboard", "console", "panel", "internal", "localhost", "dev", "staging", "test", "demo", "opsbot", "security", "abuse",
    ];

    /// <summary>Why it can't be one; none where it can, and is nobody's yet.</summary>
    public static async Task<Refusal?> Wrong(Work work, string slug, CancellationToken cancel) =>
        !Shape().IsMatch(slug)
            ? new Refusal($"“{Excerpt.Of(slug)}” is no slug: 3 to 40 small letters, digits and dashes; no dash first, last or twice in a row.")
        : reserved.Contains(slug) ? new Refusal($"“{slug}” is kept for the house's own hosts. Take another slug.")
        : await work.Find<OrganizationState?>("select state from organizations where slug = @slug", new { slug }, cancel) is { } state
            ? new Refusal($"There is an organization {slug} already ({state.Words()}). A slug belongs to one for ever, so take another.")
            {
                WaysOn = [new("Show", $"/org show {slug}")],
            }
        : await work.Find<RouteId?>("select id from routes where slug = @slug", new { slug }, cancel) is not null
            ? new Refusal($"There is a route {slug} already, so it is taken. Take another slug.")
            {
                WaysOn = [new("Routes", "/route list")],
            }
        : null;

    // Two dashes in a row begin names that read as others in a browser (xn--…).
    [GeneratedRegex("^(?=.{3,40}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Shape();
}
