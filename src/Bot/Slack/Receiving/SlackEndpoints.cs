using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>Slack's four addresses. Each takes whatever Slack sends: a wrong one in the app's settings does no harm.</summary>
static class SlackEndpoints
{
    const int LargestBody = 1024 * 1024;

    // Told to throw on bytes that are no text, instead of replacing them.
    static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void MapSlack(this IEndpointRouteBuilder app)
    {
        foreach (var path in new[] { "commands", "interactions", "options", "events" })
            app.MapPost($"/slack/{path}", Receive);
    }

    static async Task Receive(HttpContext http, SlackSignature signature, SlackIntake intake, Doorkeeping door)
    {
        var cancel = http.RequestAborted;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(http.Request.ContentLength ?? LargestBody, 1, LargestBody) + 1);
        try
        {
            var length = await Read(http, buffer, cancel);
            var ack = length > LargestBody ? SlackAck.No(Refused.TooLarge)
                : signature.Check(http.Request.Headers[SlackSignature.TimestampHeader], http.Request.Headers[SlackSignature.SignatureHeader], buffer.AsSpan(0, length)) switch
                {
                    SignatureCheck.Valid => await Take(http.Request.ContentType ?? "", buffer.AsMemory(0, length), intake, cancel),
                    SignatureCheck.Missing => SlackAck.No(Refused.Unsigned),
                    SignatureCheck.Stale => SlackAck.No(Refused.Stale),
                    SignatureCheck.Wrong => SlackAck.No(Refused.WrongSignature),
                };
            await Answer(http, ack, door, cancel);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static async Task<SlackAck> Take(string contentType, ReadOnlyMemory<byte> body, SlackIntake intake, CancellationToken cancel)
    {
        if (Text(body.Span) is not { } text) return SlackAck.No(Refused.NotText);
        if (contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            return Parse(text) is { } happened ? await intake.Event(happened, cancel) : SlackAck.No(Refused.Malformed);
        var form = QueryHelpers.ParseQuery(text);
        if (form.TryGetValue("payload", out var payload))
            return Parse(payload.ToString()) is { } interaction ? await intake.Interaction(interaction, cancel) : SlackAck.No(Refused.Malformed);
        return await intake.Command(name => form.TryGetValue(name, out var value) ? value.ToString() : null, cancel);
    }

    static async Task Answer(HttpContext http, SlackAck ack, Doorkeeping door, CancellationToken cancel)
    {
        http.Response.StatusCode = ack switch
        {
            { Refused: { } why } => door.Count(why),
            // A sentence only shows with a 200; without one, Slack shows its own or sends it again.
            { Lost: true, Body: null } => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status200OK,
        };
        if (ack.Body is not { } answer) return;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(answer.ToJsonString(Json.Options), cancel);
    }

    /// <summary>The bytes as they came, which is what the signature is of; how many, or more than the largest body where there are too many.</summary>
    static async Task<int> Read(HttpContext http, byte[] buffer, CancellationToken cancel)
    {
        if (http.Request.ContentLength > LargestBody) return int.MaxValue;
        // The server's own limit would break off with an error of its own.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        var length = 0;
        while (length < buffer.Length && await http.Request.Body.ReadAsync(buffer.AsMemory(length), cancel) is > 0 and var read)
            length += read;
        return length;
    }

    static string? Text(ReadOnlySpan<byte> body)
    {
        try
        {
            return strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    static JsonElement? Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } payload ? payload : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
