namespace OpsBot.Sandbox.Slack;

/// <summary>One thing wrong with a message or view: where (a JSON pointer), a code, and Slack's sentence.</summary>
public sealed record BlockProblem(string Pointer, string Code, string Message)
{
    public override string ToString() => $"[ERROR] {Message} [json-pointer:{Pointer}]";
}
