using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Webhooks;

/// <summary>
/// One signed POST. Nothing of the answer is read but its status; a redirection is followed nowhere. What it says about the signature is
/// in docs/operating.md, for whoever checks it.
/// </summary>
sealed class WebhookCall(IHttpClientFactory clients, TimeProvider time)
{
    public const string TimestampHeader = "X-OpsBot-Timestamp";
    public const string SignatureHeader = "X-OpsBot-Signature";
    public const string EventHeader = "X-OpsBot-Event";
    public const string IdHeader = "X-OpsBot-Id";

    static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    public async Task<Delivered> Post(Webhook webhook, Outgoing outgoing, CancellationToken cancel)
    {
        var body = Encoding.UTF8.GetBytes(outgoing.Reply!.Parts.OfType<Verbatim>().Single().Text);
        using var request = Request(webhook, outgoing, body);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            using var http = clients.CreateClient(nameof(WebhookCall));
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return What(webhook, outgoing, answer);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new Delivered.RetryLater($"{webhook.Name} did not answer within {patience.TotalSeconds:0} s.");
        }
        catch (Exception away) when (!cancel.IsCancellationRequested && ChatPipelines.IsAway(away))
        {
            return new Delivered.RetryLater($"{webhook.Name} was not reached: {away.Message}");
        }
    }

    HttpRequestMessage Request(Webhook webhook, Outgoing outgoing, byte[] body)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, Signature(webhook.Secret, timestamp, body));
        request.Headers.Add(EventHeader, outgoing.Reply!.Heading);
        request.Headers.Add(IdHeader, outgoing.Key);
        return request;
    }

    /// <summary>Over the time and the body, so that neither can be taken from another call.</summary>
    internal static string Signature(string secret, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{timestamp}."), .. body];
        return "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    Delivered What(Webhook webhook, Outgoing outgoing, HttpResponseMessage answer)
    {
        var said = $"{webhook.Name} answered {(int)answer.StatusCode}.";
        return answer.StatusCode switch
        {
            _ when answer.IsSuccessStatusCode => new Delivered.Sent(new MessageRef(outgoing.Key)),
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
                new Delivered.RetryLater(said, After(answer)),
            _ => new Delivered.Gone(said),
        };
    }

    // As long as it asks for, within reason.
    TimeSpan? After(HttpResponseMessage answer)
    {
        var asked = answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - time.GetUtcNow();
        return asked is { } length && length > TimeSpan.Zero ? TimeSpan.FromSeconds(Math.Min(length.TotalSeconds, 3600)) : null;
    }
}
