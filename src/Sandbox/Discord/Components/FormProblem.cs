namespace OpsBot.Sandbox.Discord;

/// <summary>
/// One thing wrong with a body: where (steps with dots between: <c>components.0.custom_id</c>), Discord's code, and its sentence.
/// </summary>
public sealed record FormProblem(string Path, string Code, string Message)
{
    public override string ToString() => $"{Path}: {Message} ({Code})";
}
