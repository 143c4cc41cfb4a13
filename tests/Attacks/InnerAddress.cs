using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Something in the inner network that answers whoever calls it, and must not hear from the bot.</summary>
public sealed class InnerAddress : IAsyncDisposable
{
    readonly WebApplication app;
    int calls;

    InnerAddress(WebApplication app) => this.app = app;

    public Uri Url => new(new Uri(app.Urls.First()), "secrets");

    public int Calls => Volatile.Read(ref calls);

    /// <summary>Listens; given an address, it sends whoever calls on to that.</summary>
    public static async Task<InnerAddress> Listen(Uri? leadsTo = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Of a port that the system gives to others, too, their late calls would come here.
        builder.WebHost.UseUrls($"http://127.0.0.1:{FreePorts.Take()}");
        var inner = new InnerAddress(builder.Build());
        inner.app.Run(context =>
        {
            Interlocked.Increment(ref inner.calls);
            if (leadsTo is not null) context.Response.Redirect(leadsTo.AbsoluteUri, permanent: false, preserveMethod: true);
            return context.Response.WriteAsync("ok");
        });
        await inner.app.StartAsync(TestContext.Current.CancellationToken);
        return inner;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
