namespace OpsBot.Sandbox;

/// <summary>What a platform reaches the app with: it follows nothing, keeps nothing, and reads no more than a megabyte.</summary>
static class ToTheApp
{
    internal static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 1024 * 1024,
    };
}
