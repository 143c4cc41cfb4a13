
namespace OpsBot.Sandbox.Nodes;

/// <summary>Has the pretend nodes tell OpsBot how busy they are, once a minute, as real ones do.</summary>
sealed class NodePushes : IAsyncDisposable
{
    static readonly TimeSpan every = TimeSpan.FromMinutes(1);

    readonly PretendNodes nodes;
    readonly Func<Uri> bot;
    readonly CancellationTokenSource ending = new();
    readonly HttpMessageInvoker http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) });
    readonly Task pushing;

    public NodePushes(PretendNodes nodes, Func<Uri> bot)
    {
        (this.nodes, this.bot) = (nodes, bot);
        pushing = Push(ending.Token);
    }

    async Task Push(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
                foreach (var node in nodes.All.Where(node => node.IsUp && node.Secret.Length > 0 && !nodes.Days.IsAway(node)))
                    await Push(node, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The sandbox ends.
        }
    }

    async Task Push(PretendNode node, CancellationToken cancel)
    {
        var hours = (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 3600d) + (node.Name.Length % 24);
        var busy = Math.Sin(hours * Math.Tau / 24);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(bot(), "/nodes/metrics"))
        {
            Content = JsonContent.Create(new
            {
                server = node.Name, cpu = Math.Round(38 + (18 * busy), 1), memory = Math.Round(55 + (5 * busy), 1),
                disk = 30 + (node.Name.Length % 30), netIn = (long)(90_000 + (60_000 * busy)), netOut = (long)(240_000 + (160_000 * busy)),
            }),
        };
        request.Headers.Add("X-Instance-Secret", node.Secret);
        try
        {
            using var answer = await http.SendAsync(request, cancel);
        }
        catch (HttpRequestException)
        {
            // The bot is down, as somebody may have asked for: the next minute tells anew.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await pushing;
        http.Dispose();
        ending.Dispose();
    }
}
