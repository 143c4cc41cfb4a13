using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>Decides whether a call's token may make it.</summary>
static class Authorize
{
    /// <summary>Null when it may.</summary>
    internal static JsonObject? Refuse(SlackApp app, IApiMethod method, HttpRequest request, Arguments given)
    {
        if (method.Token == TokenKind.None) return null;
        if (TokenOf(request, given) is not { Length: > 0 } token) return Reply.Error("not_authed");
        if (token != app.BotToken && token != app.AppToken) return Reply.Error("invalid_auth");
        var kind = token == app.BotToken ? TokenKind.Bot : TokenKind.App;
        if (kind != method.Token) return Reply.Error("not_allowed_token_type");
        if (method.Scope is not { } scope) return null;
        return (kind == TokenKind.Bot ? app.Scopes : app.AppScopes).Contains(scope) ? null : Reply.MissingScope(app, scope);
    }

    static string? TokenOf(HttpRequest request, Arguments given)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return header["Bearer ".Length..].Trim();
        return request.HasFormContentType ? given.Text("token") : null;
    }
}
