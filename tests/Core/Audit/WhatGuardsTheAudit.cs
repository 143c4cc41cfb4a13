using OpsBot.Core.Audit;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

public sealed class WhatGuardsTheAudit(OpsBot.Tests.Testing.Database database) : IClassFixture<OpsBot.Tests.Testing.Database>
{
    [Fact]
    public async Task Is_what_the_migrations_of_this_version_install()
    {
        await using var db = await database.Source.OpenConnectionAsync(AuditBook.Cancel);
        var found = string.Join('\n', await AuditGuards.In(db, AuditBook.Cancel)) + "\n";
        var known = Repository.At("src", "Core", "Audit", AuditGuards.Resource);
        if (found == await File.ReadAllTextAsync(known, AuditBook.Cancel)) return;
        var fresh = Repository.At(".opsbot", AuditGuards.Resource);
        await File.WriteAllTextAsync(fresh, found, AuditBook.Cancel);
        Assert.Fail($"A migration changed what guards the audit. If it is meant to: mv {fresh} {known}");
    }
}
