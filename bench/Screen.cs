namespace OpsBot.Bench;

/// <summary>The terminal; a benchmark is read there and nowhere else.</summary>
static class Screen
{
#pragma warning disable RS0030 // Its lines are its result, not its log.
    public static void Line(string text = "") => Console.WriteLine(text);
#pragma warning restore RS0030
}
