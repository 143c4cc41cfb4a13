namespace OpsBot.Tests.Sandbox.Workspace;

/// <summary>Commands and components as the product sends them, to look at.</summary>
static class DiscordSamples
{
    public const string Commands =
        """
        [
          {"name":"instance","description":"Customers' instances","options":[
            {"type":1,"name":"list","description":"Everything that runs, page by page","options":[
              {"type":3,"name":"search","description":"part of a name, slug, customer or URL"},
              {"type":3,"name":"status","description":"only in this state","choices":[{"name":"running","value":"running"},{"name":"stopped","value":"stopped"},{"name":"error","value":"error"}]},
              {"type":4,"name":"page","description":"which page","min_value":1,"max_value":10000}]},
            {"type":1,"name":"stop","description":"Stop an instance and keep its data","options":[
              {"type":3,"name":"instance","description":"instance to stop","required":true,"autocomplete":true},
              {"type":3,"name":"reason","description":"why"},
              {"type":5,"name":"dry-run","description":"show what would happen, change nothing"}]},
            {"type":1,"name":"start","description":"Start an instance","options":[
              {"type":3,"name":"instance","description":"instance to start","required":true,"autocomplete":true}]},
            {"type":1,"name":"scale","description":"Give an instance more or less","options":[
              {"type":3,"name":"instance","description":"which instance","required":true,"autocomplete":true},
              {"type":4,"name":"memory","description":"GB of memory","required":true,"min_value":1,"max_value":64}]}]},
          {"name":"audit","description":"Who did what","options":[
            {"type":1,"name":"search","description":"See who did what to whom, newest first","options":[
              {"type":3,"name":"target","description":"what it was done to"},
              {"type":6,"name":"by","description":"who did it"}]}]},
          {"name":"ops","description":"Help, setup, and who you are","options":[
            {"type":1,"name":"help","description":"What you can do, and how to type it","options":[{"type":3,"name":"command","description":"about one command"}]},
            {"type":1,"name":"whoami","description":"Who the bot takes you for, and what you may do"}]},
          {"name":"Look up in OpsBot","type":3}
        ]
        """;

    public const string InstanceCard =
        """
        [{"type":17,"accent_color":3055683,"components":[
          {"type":10,"content":"### ✅ acme-prod is running"},
          {"type":10,"content":"**Organization** Acme GmbH\n**Plan** Premium, 4 vCPU / 8 GB\n**Version** `17.0.2`\n**Server** `vps-eu-03`\n**Up since** <t:1780000000:f> (<t:1780000000:R>)\n**Health** ▁▂▁▁▃▁▁▅▂▁"},
          {"type":14},
          {"type":9,"components":[{"type":10,"content":"Backup from last night\n-# 2.1 GB, checked, kept for 30 days"}],"accessory":{"type":2,"style":2,"label":"Restore…","custom_id":"restore"}},
          {"type":14},
          {"type":10,"content":"-# Checked 2 minutes ago by <@815402731208769537>"},
          {"type":1,"components":[
            {"type":2,"style":1,"label":"Restart","custom_id":"restart"},
            {"type":2,"style":2,"label":"Logs","custom_id":"logs"},
            {"type":2,"style":3,"label":"Scale up","custom_id":"scale"},
            {"type":2,"style":4,"label":"Stop","custom_id":"stop"},
            {"type":2,"style":2,"label":"Delete","custom_id":"delete","disabled":true}]},
          {"type":1,"components":[{"type":3,"custom_id":"plan","placeholder":"Change plan","options":[
            {"label":"Starter","value":"s"},{"label":"Premium","value":"p","description":"4 vCPU, 8 GB"},{"label":"Business","value":"b"}]}]}]}]
        """;

    public const string InstanceTable =
        """
        [{"type":17,"components":[
          {"type":10,"content":"### Instances\n**312 instances** · 280 running, 25 stopped, 2 error, 5 creating"},
          {"type":10,"content":"```\nInstance    Status   Plan      Memory  Note\nacme-prod   running  Premium   6.2 GB  Nightly backup at 02:00\nbeta-shop   stopped  Starter        0  Moving to another region\ngamma-erp   error    Business 12.8 GB  OOM three times since 09:12\n```"},
          {"type":10,"content":"-# Page 1 of 13"},
          {"type":1,"components":[
            {"type":2,"style":2,"label":"◀ Previous","custom_id":"previous","disabled":true},
            {"type":2,"style":2,"label":"Next ▶","custom_id":"next"}]}]}]
        """;

    public const string ApprovalCard =
        """
        [{"type":17,"accent_color":14922561,"components":[
          {"type":10,"content":"### ⚠️ Delete acme-prod?"},
          {"type":10,"content":"<@815402731208769537> asks to **delete** the instance `acme-prod` of Acme GmbH."},
          {"type":10,"content":"> Contract ended, data was handed over on 2026-11-20.\n> Ticket 4711"},
          {"type":10,"content":"- 12 people lose their access\n- 43 GB of data are gone for good\n- The last backup is kept until <t:1790000000:D>"},
          {"type":14},
          {"type":10,"content":"-# Digest `9f3a 77c1` · expires <t:1780003600:R>"},
          {"type":1,"components":[
            {"type":2,"style":3,"label":"Approve","custom_id":"approve"},
            {"type":2,"style":4,"label":"Deny","custom_id":"deny"},
            {"type":2,"style":2,"label":"Show the whole plan","custom_id":"plan"}]}]}]
        """;

    public const string Form =
        """
        [
          {"type":10,"content":"**12 people** are signed in to `acme-prod`. They lose their connection."},
          {"type":18,"label":"Reason","description":"Stands in the audit","component":{"type":4,"custom_id":"reason","style":2,"placeholder":"Ticket or sentence","min_length":5}},
          {"type":18,"label":"Customer","component":{"type":3,"custom_id":"customer","placeholder":"Who asked?","options":[{"label":"Acme GmbH","value":"acme"},{"label":"Acorn Ltd","value":"acorn"}]}},
          {"type":18,"label":"When","component":{"type":21,"custom_id":"how","options":[{"label":"Now","value":"now"},{"label":"Tonight","value":"tonight","description":"02:00 UTC"}]}},
          {"type":18,"label":"Also","component":{"type":22,"custom_id":"also","required":false,"min_values":0,"options":[{"label":"Make a backup first","value":"backup"},{"label":"Tell the customer","value":"tell"}]}}
        ]
        """;
}
