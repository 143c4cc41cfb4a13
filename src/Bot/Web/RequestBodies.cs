using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Web;

/// <summary>Reads the bodies of whoever may be a stranger: no more of them, and for no longer, than a chat platform needs.</summary>
sealed class RequestBodies(TimeProvider time) : IDisposable
{
    // Slack and Discord send theirs in one piece and hang up after three seconds.
    static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    // So many at a time may be larger than any command or click is; the others find room at all times.
    readonly SemaphoreSlim large = new(32);

    /// <summary>Refused says why where it was not read to its end.</summary>
    public async Task<RequestBody> Read(HttpContext http, CancellationToken cancel)
    {
        var body = new RequestBody(large);
        if (http.Request.ContentLength >= RequestBody.Largest) return body.Refuse(Refused.TooLarge);
        using var limit = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            while (body.HasRoom && await http.Request.Body.ReadAsync(body.Room, both.Token) is > 0 and var read) body.Took(read);
            return body;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return body.Refuse(Refused.TooSlow);
        }
        catch (BadHttpRequestException broken)
        {
            return body.Refuse(broken.StatusCode switch
            {
                StatusCodes.Status408RequestTimeout => Refused.TooSlow,
                StatusCodes.Status413PayloadTooLarge => Refused.TooLarge,
                _ => Refused.Malformed,
            });
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose() => large.Dispose();
}
