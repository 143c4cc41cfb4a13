namespace OpsBot.Tests.Rules;

/// <summary>A house rule: passes when nothing breaks it, else names everything that does, in full.</summary>
public static class Rule
{
    public static void Holds(IEnumerable<string> broken)
    {
        var all = broken.ToList();
        if (all is not []) Assert.Fail(string.Join('\n', all));
    }
}
