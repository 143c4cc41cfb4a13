using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        if (await Body(http, cancel) is not { } body)
        {
            http.Response.StatusCode = door.Count(Refused.TooLarge);
            return;
        }
        var ack = signature.Check(http.Request.Headers[SlackSignature.TimestampHeader], http.Request.Headers[SlackSignature.SignatureHeader], body.Span) switch
        {
            SignatureCheck.Valid => await Take(http.Request.ContentType ?? "", body, intake, cancel),
            SignatureCheck.Missing => SlackAck.No(Refused.Unsigned),
            SignatureCheck.Stale => SlackAck.No(Refused.Stale),
            SignatureCheck.Wrong => SlackAck.No(Refused.WrongSignature),
        };
        await Answer(http, ack, door, cancel);
    }

    static async Task<SlackAck> Take(string contentType, ReadOnlyMemory<byte> body, SlackIntake intake, CancellationToken cancel)
    {
        if (Text(body.Span) is not { } text) return SlackAck.No(Refused.NotText);
        if (contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            return Parse(text) is { } happened ? await intake.Event(happened, cancel) : SlackAck.No(Refused.Malformed);
        var form = QueryHelpers.ParseQuery(text);
        if (form.TryGetValue("payload", out var payload))
            return Parse(payload.ToString()) is { } interaction ? await intake.Interaction(interaction, cancel) : SlackAck.No(Refused.Malformed);
        var fields = new JsonObject();
        foreach (var (name, value) in form) fields[name] = value.ToString();
        return await intake.Command(JsonSerializer.SerializeToElement(fields, Json.Options), cancel);
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

    /// <summary>The bytes as they came, which is what the signature is of; none when there are too many.</summary>
    static async Task<ReadOnlyMemory<byte>?> Body(HttpContext http, CancellationToken cancel)
    {
        if (http.Request.ContentLength > LargestBody) return null;
        // The server's own limit would break off with an error of its own.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        var buffer = new MemoryStream((int)(http.Request.ContentLength ?? 4096));
        var chunk = new byte[16 * 1024];
        while (await http.Request.Body.ReadAsync(chunk, cancel) is > 0 and var read)
        {
            if (buffer.Length + read > LargestBody) return null;
            buffer.Write(chunk, 0, read);
        }
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
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
