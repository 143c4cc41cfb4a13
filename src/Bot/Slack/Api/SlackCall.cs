using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>One call: where to, with which token, and what it carries.</summary>
sealed record SlackCall(string Method, Uri Address)
{
    public string? Token { get; init; }

    /// <summary>Sending it again changes nothing more.</summary>
    public bool HarmlessTwice { get; init; }

    /// <summary>Sent as JSON where the method takes it.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>Sent as a form where the method takes nothing else.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    public ReadOnlyMemory<byte>? Bytes { get; init; }

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = Content() };
        if (Token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return request;
    }

    HttpContent Content() => this switch
    {
        { Body: { } body } => new StringContent(body.ToJsonString(Json.Options), Encoding.UTF8, "application/json"),
        { Bytes: { } bytes } => new ReadOnlyMemoryContent(bytes) { Headers = { ContentType = new("application/octet-stream") } },
        _ => new FormUrlEncodedContent(Form ?? new Dictionary<string, string>()),
    };
}

/// <summary>What Slack answered: its JSON, the token's scopes and Slack's clock.</summary>
sealed record SlackAnswer(JsonElement Body, IReadOnlyList<string> Scopes, DateTimeOffset? Date);
