namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>What the pretend Hetzner answers: a status and a body.</summary>
sealed record CloudAnswer(int Status, object Body)
{
    public static CloudAnswer Ok(object body) => new(200, body);

    public static CloudAnswer Created(object body) => new(201, body);

    public static CloudAnswer Error(int status, string code, string message, object? details = null) =>
        new(status, new { error = new { code, message, details } });

    /// <summary>A field that is not as it has to be.</summary>
    public static CloudAnswer Invalid(string field, string message) => Error(422, "invalid_input", $"invalid input in field '{field}'",
        new { fields = new[] { new { name = field, messages = new[] { message } } } });

    public static CloudAnswer NotFound(string what) => Error(404, "not_found", $"{what} not found");

    /// <summary>https://docs.hetzner.cloud/changelog: what was taken away says where that is told.</summary>
    public static CloudAnswer Removed(string what) => Error(410, "deprecated_api_endpoint", $"{what} was removed",
        new { announcement = "https://docs.hetzner.cloud/changelog" });
}
