"""The policy library: uploads, policies with their facts put right, validity, removal with undo, the index anew."""
