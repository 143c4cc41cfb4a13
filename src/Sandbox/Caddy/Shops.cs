using System.Net;
using OpsBot.Sandbox.Docker;

namespace OpsBot.Sandbox.Caddy;

/// <summary>What customers' servers answer to visitors: a page, while the organization's instance runs.</summary>
static class Shops
{
    /// <summary>Browsers find every name below localhost on this machine.</summary>
    public const string Domain = "nimbus.localhost";

    public static void UseShops(this WebApplication web, DockerWorld docker) => web.Use((context, next) =>
        context.Request.Host.Host.EndsWith("." + Domain, StringComparison.OrdinalIgnoreCase) ? Answer(context, docker) : next(context));

    static async Task Answer(HttpContext context, DockerWorld docker)
    {
        var slug = context.Request.Host.Host[..^(Domain.Length + 1)];
        if (docker.Find($"{slug}-prod") is not { Now.Running: true } container
            || docker.HostOf($"{slug}-prod") is not { Trouble.Absence.IsAway: false } host)
        {
            // As a server does on which nothing listens.
            context.Abort();
            return;
        }
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>{WebUtility.HtmlEncode(slug)}</title></head>
            <body style="font-family:sans-serif;text-align:center;padding:20vh 1rem"><h1>{WebUtility.HtmlEncode(slug)}</h1>
            <p>This is their shop: {WebUtility.HtmlEncode(container.Image)} on {WebUtility.HtmlEncode(host.Name)}.</p></body></html>
            """, context.RequestAborted);
    }
}
