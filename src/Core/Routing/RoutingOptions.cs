using System.Net;
using OpsBot.Core.Values;

namespace OpsBot.Core.Routing;

/// <summary>Which addresses lead to organizations; section <c>Routing</c>. Read only where Caddy's admin address is set.</summary>
public sealed class RoutingOptions : ISettings
{
    public const string Section = "Routing";

    /// <summary>What an organization's address is made of: {slug}.example.com, or app.example.com/{slug}.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Where the proxy takes visitors, for who checks it: 127.0.0.1:443. As the names resolve, where it is not set.</summary>
    public string Proxy { get; init; } = "";

    internal bool IsOn { get; set; }

    /// <summary>Only of use where routing is on.</summary>
    internal RoutePattern Addresses => RoutePattern.Parse(Pattern) ?? throw new InvalidOperationException("Routing is off.");

    public IEnumerable<string> Problems
    {
        get
        {
            if (IsOn && RoutePattern.Parse(Pattern) is null)
            {
                var wrong = Pattern.Length == 0 ? "Routing:Pattern is not set, but Caddy:AdminUrl is." : $"Routing:Pattern is '{Pattern}'.";
                yield return
                    $"{wrong} Set OPSBOT_Routing__Pattern to {{slug}}.example.com or app.example.com/{{slug}}, with your own domain.";
            }
            if (Proxy.Length > 0 && !IPEndPoint.TryParse(Proxy, out _))
                yield return $"Routing:Proxy is '{Proxy}'. Set OPSBOT_Routing__Proxy to the address and port at which the proxy takes " +
                    "requests, as 127.0.0.1:443 is, or leave it out.";
        }
    }
}
