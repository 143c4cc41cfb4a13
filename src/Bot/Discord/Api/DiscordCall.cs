using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>One call: what, where to, with which token, and what it carries.</summary>
/// <param name="Route">The address with names in place of ids; what shares it shares a rate limit.</param>
/// <param name="Major">The channel, server or webhook that it is about: each has limits of its own.</param>
sealed record DiscordCall(HttpMethod Method, string Route, string Major, Uri Address)
{
    /// <summary>None where the address itself holds the interaction's token.</summary>
    public string? Token { get; init; }

    /// <summary>Sending it again changes nothing more.</summary>
    public bool HarmlessTwice { get; init; }

    public JsonNode? Body { get; init; }

    /// <summary>Sent along with the body, which names them in attachments.</summary>
    public IReadOnlyList<Attachment> Files { get; init; } = [];

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(Method, Address) { Content = Content() };
        if (Token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bot", Token);
        return request;
    }

    HttpContent? Content()
    {
        if (Body is null) return null;
        var json = new StringContent(Body.ToJsonString(Json.Options), Encoding.UTF8, "application/json");
        if (Files.Count == 0) return json;
        var form = new MultipartFormDataContent();
        Add(form, json, "payload_json", fileName: null);
        for (var i = 0; i < Files.Count; i++)
        {
            var content = new ReadOnlyMemoryContent(Files[i].Content);
            content.Headers.ContentType = new(Files[i].MediaType) { CharSet = Files[i].Bytes is null ? "utf-8" : null };
            Add(form, content, string.Create(CultureInfo.InvariantCulture, $"files[{i}]"), Files[i].FileName);
        }
        return form;
    }

    // In quotes: a name with brackets has to be, and .NET adds them only to some.
    static void Add(MultipartFormDataContent form, HttpContent part, string name, string? fileName)
    {
        part.Headers.ContentDisposition = new("form-data") { Name = $"\"{name}\"" };
        if (fileName is not null) part.Headers.ContentDisposition.FileName = $"\"{fileName.Replace('"', '\'')}\"";
        form.Add(part);
    }
}

/// <summary>What Discord answered: its JSON, if any, and its clock.</summary>
sealed record DiscordAnswer(JsonElement Body, DateTimeOffset? Date);
