namespace OpsBot.Sandbox.Workspace;

/// <summary>Joins class names.</summary>
static class Css
{
    public static string If(string always, bool when, string then) => when ? $"{always} {then}" : always;
}
