using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace OpsBot.Sandbox.Stripe;

/// <summary>One report as it went out; no status where nobody answered.</summary>
public sealed record Delivered(string EventId, int? Status);

/// <summary>
/// Reports what happened, signed as https://docs.stripe.com/webhooks tells: at least once, in no order, again while it is not answered with
/// a 2xx.
/// </summary>
public sealed class StripeDeliveries : IAsyncDisposable
{
    // Of a sandbox, as Stripe's own: three times in all.
    const int MostTries = 3;

    readonly TimeProvider time;
    readonly Channel<Report> waiting = Channel.CreateUnbounded<Report>();
    readonly ConcurrentDictionary<string, (Uri Url, string Secret)> endpoints = new();
    readonly CancellationTokenSource ending = new();
    readonly HttpClient http = ToTheApp.NewClient();
    readonly Task sending;
    int underWay;

    internal StripeDeliveries(TimeProvider time)
    {
        this.time = time;
        sending = Send(ending.Token);
    }

    sealed record Report(string Endpoint, string EventId, string Body, int Try);

    public Latest<Delivered> Sent { get; } = new(() => { });

    /// <summary>Trouble: what happens until then is never reported.</summary>
    public DateTimeOffset? LostUntil { get; set; }

    /// <summary>Trouble: each is reported twice.</summary>
    public bool Doubles { get; set; }

    /// <summary>Trouble: reports wait for that long.</summary>
    public TimeSpan Late { get; set; }

    /// <summary>Trouble: they are kept back until nobody does any more, and then go out newest first.</summary>
    public bool KeepsBack { get; private set; }

    /// <summary>Before the second try, and each further one.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Nothing waits to be sent, or for its next try.</summary>
    public bool IsQuiet => Volatile.Read(ref underWay) == 0;

    readonly ConcurrentStack<Report> kept = new();

    public void KeepBack() => KeepsBack = true;

    public void LetGo()
    {
        KeepsBack = false;
        while (kept.TryPop(out var report)) Queue(report);
    }

    public void Calm()
    {
        (LostUntil, Doubles, Late) = (null, false, TimeSpan.Zero);
        LetGo();
    }

    internal string Endpoint(string id, Uri url, string? secret)
    {
        secret ??= "whsec_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        endpoints[id] = (url, secret);
        return secret;
    }

    internal void Send(string endpoint, string eventId, string body)
    {
        if (LostUntil > time.GetUtcNow()) return;
        var report = new Report(endpoint, eventId, body, 1);
        for (var times = Doubles ? 2 : 1; times > 0; times--)
            if (KeepsBack) kept.Push(report);
            else Queue(report);
    }

    void Queue(Report report)
    {
        Interlocked.Increment(ref underWay);
        waiting.Writer.TryWrite(report);
    }

    async Task Send(CancellationToken cancel)
    {
        try
        {
            await foreach (var report in waiting.Reader.ReadAllAsync(cancel))
            {
                if (Late > TimeSpan.Zero) await Task.Delay(Late, TimeProvider.System, cancel);
                if (!await Post(report, cancel) && report.Try < MostTries) _ = Again(report, cancel);
                else Interlocked.Decrement(ref underWay);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The world ends.
        }
    }

    async Task Again(Report report, CancellationToken cancel)
    {
        await Task.Delay(RetryAfter, TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        waiting.Writer.TryWrite(report with { Try = report.Try + 1 });
    }

    async Task<bool> Post(Report report, CancellationToken cancel)
    {
        if (!endpoints.TryGetValue(report.Endpoint, out var endpoint)) return true;
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url)
        {
            Content = new StringContent(report.Body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Stripe-Signature", Sign(report.Body, endpoint.Secret, time.GetUtcNow()));
        try
        {
            using var answer = await http.SendAsync(request, cancel);
            Sent.Note(new(report.EventId, (int)answer.StatusCode));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            Sent.Note(new(report.EventId, null));
            return false;
        }
    }

    /// <summary>The header that says when it was sent and by whom.</summary>
    public static string Sign(string body, string secret, DateTimeOffset at)
    {
        var moment = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{moment}.{body}"));
        return $"t={moment},v1={Convert.ToHexStringLower(hash)}";
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await sending;
        http.Dispose();
        ending.Dispose();
    }
}
